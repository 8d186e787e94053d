//! What the keys of systems may be bound to.

use std::sync::Arc;

use super::granting::Held;
use super::operation::{Operation, OperationId};
use super::operations::ReadSelf;
use super::permit::{Assignment, PlaceState, Standing};
use super::policy::Policy;
use crate::codes::Place;

impl Policy {
    /// What a key of a service account that holds this may be bound to: what its role has there while nothing is suspended. Seeing
    /// itself is not among it, since every key may.
    pub fn bindable(&self, place: Place, held: Held) -> Vec<OperationId> {
        let place = match place {
            Place::Ministry => PlaceState::Ministry,
            Place::Province(_) => PlaceState::Province { active: true },
        };
        let Held { role, school } = held;
        let held = [Assignment {
            role,
            school,
            school_active: true,
            department: None,
            ends_at: None,
            narrowed: Arc::default(),
            bound: None,
        }];
        let may = |id: &OperationId| self.reach(*id, Standing::of_system(place), &held).is_ok();
        OperationId::all().filter(|id| *id != ReadSelf::ID && may(id)).collect()
    }
}

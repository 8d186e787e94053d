//! Choose a password: by the rules, none of the last ones; then hash it.

use super::{store::Known, view::is_alone};
use crate::{
    access::Policy,
    crypto::passwords::{NewPassword, PasswordError, Passwords, Whose},
    error::{Error, Fault, Result},
};

/// A password that keeps the rules, of somebody of whom this is known. `names` are those of person and realm.
pub fn accept(
    passwords: &Passwords,
    policy: &Policy,
    known: &Known,
    text: &str,
    (pointer, names): (&str, &[&str]),
) -> Result<NewPassword> {
    let names = names.iter().copied().chain(known.school.as_deref()).collect();
    let whose = Whose { login: &known.login, names, alone: is_alone(policy, &known.roles()) };
    passwords.accept(text, pointer, &whose).map_err(Error::invalid)
}

/// The hash of a new password that is none of the account's last ones.
pub async fn hash_fresh(passwords: &Passwords, known: &Known, password: &NewPassword, pointer: &str) -> Result<String> {
    let remembered = passwords.rules().remembered;
    if passwords.is_one_of(password, &known.last(remembered)).await.map_err(busy)? {
        return Err(Error::invalid(vec![Fault::at(pointer, "password_reused").with("n", remembered)]));
    }
    hash_password(passwords, password).await
}

/// Hash a new password, behind the bounded semaphore.
pub async fn hash_password(passwords: &Passwords, password: &NewPassword) -> Result<String> {
    passwords.hash(password).await.map_err(busy)
}

/// The password hashing's own faults.
pub fn busy(error: PasswordError) -> Error {
    match error {
        PasswordError::Busy => Error::unavailable("sign_in_busy"),
        PasswordError::Failed => Error::Internal(error.into()),
    }
}

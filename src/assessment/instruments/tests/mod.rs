mod examples;
mod papers;
mod refusals;
mod rules;
mod schemes;

use super::{Instrument, Score, find};

/// Answers as a person would write them: `1,1,,3`; nothing is a missing one.
fn answers(text: &str) -> Vec<Option<u8>> {
    text.split(',').map(|answer| (!answer.is_empty()).then(|| answer.parse().unwrap())).collect()
}

fn score(id: &str, text: &str) -> Score {
    find(id).unwrap().score(&answers(text)).unwrap()
}

fn band(score: &Score) -> &'static str {
    &score.band.unwrap().code
}

/// Answers whose values add up to `raw`: the first items are filled first.
fn adding_up_to(instrument: &Instrument, raw: usize) -> Vec<Option<u8>> {
    let (low, high) = (instrument.lowest, instrument.highest);
    let mut more = raw - usize::from(low) * instrument.items().len();
    let value = |_| {
        let step = more.min(usize::from(high - low));
        more -= step;
        low + u8::try_from(step).unwrap()
    };
    let values: Vec<u8> = (0..instrument.items().len()).map(value).collect();
    assert_eq!(more, 0, "{} cannot add up to {raw}", instrument.id());
    let answer = |(value, reversed): (u8, &bool)| Some(if *reversed { low + high - value } else { value });
    values.into_iter().zip(&instrument.reverse).map(answer).collect()
}

//! `score`: what answers to an instrument mean. Needs no configuration and no database.

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use super::{Ended, Misused, output::Output};
use crate::{
    assessment::instruments::{self, AnswerFault, FactorScore, Instrument},
    codes::{Lang, Level},
};

/// What to score.
#[derive(Args)]
pub(super) struct Score {
    /// Such as `phq-9`, or `phq-9@1` for a version.
    instrument: String,
    /// One number an item, separated by commas; nothing between two commas is a missing answer.
    answers: String,
}

pub(super) fn run(asked: &Score, out: Output) -> Result<Ended> {
    let instrument = find(&asked.instrument)?;
    let score = instrument.score(&read(&asked.answers)?).map_err(|fault| refuse(instrument, asked, fault))?;
    if out.json {
        out.value(&as_json(instrument, &score));
    } else {
        out.text(&as_text(instrument, &score));
    }
    Ok(Ended::Done)
}

fn find(id: &str) -> Result<&'static Instrument, Misused> {
    instruments::find(id).or_else(|| instruments::newest(id)).ok_or_else(|| {
        let known: Vec<_> = instruments::shipped().iter().map(Instrument::id).collect();
        Misused(format!("没有量表 {id} there is no instrument {id}; known: {}", known.join(", ")))
    })
}

fn read(answers: &str) -> Result<Vec<Option<u8>>, Misused> {
    let answer = |(i, text): (usize, &str)| match text.trim() {
        "" => Ok(None),
        text => text.parse().ok().filter(|_| !text.starts_with('+')).map(Some).ok_or_else(|| {
            let item = i + 1;
            Misused(format!(
                "第 {item} 题的答案“{text}”不是数字 item {item}: `{text}` is not a number that could be an answer"
            ))
        }),
    };
    answers.split(',').enumerate().map(answer).collect()
}

fn refuse(instrument: &Instrument, asked: &Score, fault: AnswerFault) -> Misused {
    let (item, id) = (fault.item, instrument.id());
    if fault.code == "answer_out_of_range" {
        let (low, high) = (instrument.answer_range().start().to_owned(), instrument.answer_range().end().to_owned());
        let given = asked.answers.split(',').nth(item - 1).unwrap_or_default().trim();
        return Misused(format!(
            "{id} 第 {item} 题的答案应为 {low} 至 {high}，不是 {given} item {item}: {given} is not an answer from {low} to {high}"
        ));
    }
    let (wanted, given) = (instrument.items().len(), asked.answers.split(',').count());
    Misused(format!("{id} 有 {wanted} 题，收到 {given} 个答案 {id} has {wanted} items, but {given} answers were given"))
}

fn as_json(instrument: &Instrument, score: &instruments::Score) -> Value {
    let factor = |f: &FactorScore| json!({ "code": f.factor.code, "zh": f.factor.zh, "en": f.factor.en, "sum": f.sum, "mean": f.mean(), "positive": f.positive });
    json!({
        "instrument": instrument.id(),
        "raw": score.raw,
        "total": score.total,
        "band": score.band.map(|band| json!({ "code": band.code, "zh": band.zh, "en": band.en })),
        "factors": score.factors.iter().map(factor).collect::<Vec<_>>(),
        "algorithm": score.algorithm.map(|found| json!({ "code": found.code, "zh": found.zh, "en": found.en })),
        "level": { "code": score.level, "zh": score.level.zh(), "en": score.level.en() },
        "crisis": score.crisis,
        "missing": score.flags.missing,
        "prorated": score.flags.prorated,
        "straight_lining": score.flags.straight_lining,
        "notice": { "zh": Level::notice(Lang::Zh), "en": Level::notice(Lang::En) },
    })
}

fn as_text(instrument: &Instrument, score: &instruments::Score) -> String {
    let both = |text: &dyn Fn(Lang) -> String| format!("{} {}", text(Lang::Zh), text(Lang::En));
    let line = |zh: &str, en: &str, value: &str| format!("{zh} {en}: {value}");
    let number = |n: Option<u16>| n.map_or("—".to_owned(), |n| n.to_string());
    let mut lines = vec![format!("{} {}", instrument.id(), both(&|lang| instrument.title(lang).to_owned()))];
    lines.push(line("总分", "total", &number(score.total)));
    if score.raw != score.total {
        lines.push(line("原始分", "raw score", &number(score.raw)));
    }
    if let Some(band) = score.band {
        lines.push(line("程度", "band", &both(&|lang| band.text(lang).to_owned())));
    }
    for found in &score.factors {
        let sign = if found.positive { "阳性 positive" } else { "—" };
        lines.push(line(&found.factor.zh, &found.factor.en, &format!("{} {sign}", number(found.sum))));
    }
    if let Some(found) = score.algorithm {
        lines.push(line("算法", "algorithm", &both(&|lang| found.text(lang).to_owned())));
    }
    lines.push(line("级别", "level", &format!("{} {} {}", score.level, score.level.zh(), score.level.en())));
    if score.crisis {
        lines.push(line("危机题", "crisis item", "须立即联系 contact this person now"));
    }
    if score.flags.missing > 0 {
        let how = if score.flags.prorated { " 已按均值折算 replaced by the mean" } else { "" };
        lines.push(line("缺答", "missing answers", &format!("{}{how}", score.flags.missing)));
    }
    if score.flags.straight_lining {
        lines.push("答案几乎全部相同 nearly all answers are the same".to_owned());
    }
    lines.push(format!("{} {}", Level::notice(Lang::Zh), Level::notice(Lang::En)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(instrument: &str, answers: &str) -> String {
        let asked = Score { instrument: instrument.to_owned(), answers: answers.to_owned() };
        let error = run(&asked, Output { json: true }).unwrap_err();
        assert!(error.is::<Misused>(), "exit code 2 is for what was misused: {error}");
        error.to_string()
    }

    #[test]
    fn what_cannot_be_scored_is_refused_with_the_item_and_what_it_should_be() {
        assert!(refusal("phq-8", "1").contains("known: phq-9@1, phq-4@1"));
        assert!(refusal("phq-9@2", "1").contains("no instrument phq-9@2"));
        assert!(refusal("phq-9", "1,1,1").contains("phq-9@1 has 9 items, but 3 answers were given"));
        assert!(refusal("phq-9", "").contains("but 1 answers"));
        assert!(refusal("gad-7@1", "0,0,4,0,0,0,0").contains("item 3: 4 is not an answer from 0 to 3"));
        for wrong in ["x", "1.5", "-1", "+1", "300", "一", "1 1"] {
            let said = refusal("who-5", &format!("1,{wrong},1,1,1"));
            assert!(said.contains(&format!("item 2: `{wrong}` is not a number")), "{said}");
        }
    }

    #[test]
    fn an_instrument_is_found_by_its_code_and_by_its_version() {
        for id in ["phq-9", "phq-9@1"] {
            assert_eq!(find(id).unwrap().id(), "phq-9@1");
        }
    }

    #[test]
    fn every_answer_says_in_both_languages_that_it_is_no_diagnosis() {
        for instrument in instruments::shipped() {
            let score = instrument.score(&vec![None; instrument.items().len()]).unwrap();
            let text = as_text(instrument, &score);
            assert!(text.ends_with("筛查结果，不是诊断 Screening result, not a diagnosis"), "{text}");
            let notice = &as_json(instrument, &score)["notice"];
            assert_eq!(
                (&notice["zh"], &notice["en"]),
                (&json!(Level::notice(Lang::Zh)), &json!(Level::notice(Lang::En)))
            );
        }
    }

    #[test]
    fn spaces_around_an_answer_do_no_harm_and_nothing_is_a_missing_answer() {
        assert_eq!(read("1, 2,,3 ").unwrap(), [Some(1), Some(2), None, Some(3)]);
    }
}

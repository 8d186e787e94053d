//! A letter as paragraphs, from which plain text and HTML are made alike.

use std::fmt::Write;

/// Where a letter leads: a page of the console, with a one-time token.
///
/// The token is the fragment of the URL: browsers keep that to themselves, so no server and no proxy logs it.
#[derive(Clone, Debug)]
pub struct Link(String);

impl Link {
    /// `page` begins with `/`; `base_url` is the configured one.
    pub fn new(base_url: &str, page: &str, token: &str) -> Self {
        Self(format!("{}{page}#{token}", base_url.trim_end_matches('/')))
    }

    /// A page without a token: its reader signs in first.
    pub fn to_page(base_url: &str, page: &str) -> Self {
        Self(format!("{}{page}", base_url.trim_end_matches('/')))
    }
}

/// The parts of a letter.
pub(super) enum Part {
    Paragraph(String),
    /// Labels and values, one to a line.
    Facts(Vec<(&'static str, String)>),
    Link(Link),
    /// Between one language and the next.
    Rule,
}

pub(super) fn text(parts: &[Part]) -> String {
    let parts: Vec<String> = parts.iter().map(part_as_text).collect();
    parts.join("\n\n") + "\n"
}

fn part_as_text(part: &Part) -> String {
    match part {
        Part::Paragraph(text) => text.clone(),
        Part::Facts(facts) => {
            let lines: Vec<_> = facts.iter().map(|(label, value)| format!("    {label}{value}")).collect();
            lines.join("\n")
        }
        Part::Link(Link(url)) => format!("    {url}"),
        Part::Rule => "-".repeat(40),
    }
}

pub(super) fn html(title: &str, parts: &[Part]) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"font-family: sans-serif; line-height: 1.7; max-width: 40em\">\n",
        escape(title)
    );
    for part in parts {
        let part = match part {
            Part::Paragraph(text) => format!("<p>{}</p>", escape(text)),
            Part::Facts(facts) => facts_as_html(facts),
            Part::Link(Link(url)) => {
                format!("<p><a href=\"{url}\">{url}</a></p>", url = escape(url))
            }
            Part::Rule => "<hr>".into(),
        };
        html.push_str(&part);
        html.push('\n');
    }
    html + "</body></html>\n"
}

fn facts_as_html(facts: &[(&'static str, String)]) -> String {
    let mut html = String::from("<p>");
    for (n, (label, value)) in facts.iter().enumerate() {
        let lead = if n == 0 { "" } else { "<br>" };
        // Writing to a string cannot fail.
        let _ = write!(html, "{lead}{label}<strong>{}</strong>", escape(value));
    }
    html + "</p>"
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

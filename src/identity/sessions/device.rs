//! Which browser on which system, from what a browser says of itself. Good enough for a person to know their own devices by.

/// What a user agent stands for; the first match wins, since browsers also name those that they descend from.
const BROWSERS: [(&str, &str); 21] = [
    ("huixin command line", "Huixin"),
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark", "Feishu"),
    ("QQBrowser", "QQ"),
    ("QIHU", "360"),
    ("360SE", "360"),
    ("360EE", "360"),
    ("MetaSr", "Sogou"),
    ("UBrowser", "UC"),
    ("UCBrowser", "UC"),
    ("Quark", "Quark"),
    ("HuaweiBrowser", "Huawei"),
    ("MiuiBrowser", "Xiaomi"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 10] = [
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Kylin", "Kylin"),
    ("UOS", "UOS"),
    ("Linux", "Linux"),
];

/// The browser's name.
pub(super) fn browser(user_agent: &str) -> Option<&'static str> {
    first(&BROWSERS, user_agent)
}

/// The system's name.
pub(super) fn system(user_agent: &str) -> Option<&'static str> {
    first(&SYSTEMS, user_agent)
}

fn first(table: &'static [(&str, &'static str)], user_agent: &str) -> Option<&'static str> {
    table.iter().find(|(word, _)| user_agent.contains(word)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_that_people_use_are_told_apart() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
        let agents = [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit}"), "Chrome", "Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Edg/126.0.0.0"), "Edge", "Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0; WOW64) {webkit} QIHU 360SE"), "360", "Windows"),
            (format!("Mozilla/5.0 (Windows NT 6.1; WOW64) {webkit} QQBrowser/12.0"), "QQ", "Windows"),
            (format!("Mozilla/5.0 (X11; Linux x86_64; UOS) {webkit}"), "Chrome", "UOS"),
            (format!("Mozilla/5.0 (Phone; OpenHarmony 5.0) {webkit}"), "Chrome", "HarmonyOS"),
            (format!("Mozilla/5.0 (Linux; Android 14; V2309A) {webkit} MicroMessenger/8.0"), "WeChat", "Android"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
                    .to_owned(),
                "Safari",
                "iOS",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0".to_owned(),
                "Firefox",
                "macOS",
            ),
        ];
        for (agent, expected_browser, expected_system) in agents {
            assert_eq!((browser(&agent), system(&agent)), (Some(expected_browser), Some(expected_system)), "{agent}");
        }
        assert_eq!((browser("curl/8.0"), system("curl/8.0")), (None, None));
    }
}

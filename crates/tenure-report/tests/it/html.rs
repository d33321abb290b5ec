//! Simple checks of a page's form.

/// Elements that have no end tag.
const VOID: [&str; 2] = ["meta", "br"];

/// Fails unless the page needs nothing but itself and its tags are balanced.
pub(crate) fn assert_self_contained(page: &str) {
    assert!(page.starts_with("<!DOCTYPE html><html lang=\""));
    let lower = page.to_lowercase();
    for forbidden in [
        "http:",
        "https:",
        "<script",
        "javascript:",
        "@import",
        "url(",
        " src=",
        " href=",
        "<link",
        "<iframe",
        "<object",
        "<img",
        "<base",
        " onload=",
        " onclick=",
        " onerror=",
    ] {
        // Escaped text may contain anything; markup may not.
        let in_markup =
            tags(&lower).any(|tag| tag.contains(forbidden)) || style(&lower).contains(forbidden);
        assert!(!in_markup, "`{forbidden}` in the page");
    }
    let mut open = Vec::new();
    for tag in tags(page) {
        let name = tag
            .trim_start_matches('/')
            .split([' ', '>'])
            .next()
            .unwrap();
        if name.starts_with('!') || VOID.contains(&name) {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "`{tag}` closes another element");
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    for chart in page.split("<svg").skip(1) {
        let head = chart.split('>').next().unwrap();
        assert!(
            head.contains("role=\"img\"") && head.contains("aria-label=\""),
            "{head}"
        );
    }
    // Who moves from region to region by their names must be able to tell them apart.
    let regions = tags(page).filter(|tag| tag.contains("role=\"region\""));
    let mut names: Vec<&str> = regions
        .map(|tag| tag.split("aria-label=").nth(1).unwrap())
        .collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "two regions of one name");
    for number in ["NaN", "inf", "-0.0\""] {
        assert!(
            !tags(page).any(|tag| tag.contains(number)),
            "`{number}` in a tag"
        );
    }
}

/// What stands between `<` and `>`, from the page's outside inwards: maud escapes both in text and attributes.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<')
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
}

fn style(page: &str) -> &str {
    let from = page.find("<style>").unwrap();
    &page[from..page.find("</style>").unwrap()]
}

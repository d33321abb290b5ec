//! Many spans at once.

use crate::calendar::Span;

/// The days that at least one of the spans has, as spans in order that neither overlap nor meet.
pub(crate) fn union(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut sorted: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
    sorted.sort_by_key(Span::start);
    let mut joined: Vec<Span> = Vec::new();
    for span in sorted {
        match joined.last_mut() {
            Some(last) if last.end().is_none_or(|end| span.start() <= end) => {
                let end = last.end().zip(span.end()).map(|(a, b)| a.max(b));
                // The later of two ends is never before the start.
                if let Ok(longer) = Span::new(last.start(), end) {
                    *last = longer;
                }
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// The days of a span that none of the others has. The others are a [`union`].
pub(crate) fn without(span: Span, others: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut rest = Some(span);
    for other in others {
        let Some(current) = rest else { break };
        let Some(common) = current.intersection(other) else {
            continue;
        };
        left.extend(Span::new(current.start(), Some(common.start())));
        rest = common
            .end()
            .and_then(|end| Span::new(end, current.end()).ok());
    }
    left.extend(rest);
    left.retain(|span| !span.is_empty());
    left
}

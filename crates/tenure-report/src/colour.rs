//! Colours of the heat maps, and which text can be read on them.

use std::fmt;

/// An opaque colour of the sRGB space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Colour {
    const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The colour `thousandths` of the way from this one to another.
    fn toward(self, other: Self, thousandths: u16) -> Self {
        let mix = |from: u8, to: u8| {
            let share = u32::from(thousandths.min(1000));
            let sum = u32::from(from) * (1000 - share) + u32::from(to) * share;
            u8::try_from((sum + 500) / 1000).unwrap_or(to)
        };
        Self::new(
            mix(self.red, other.red),
            mix(self.green, other.green),
            mix(self.blue, other.blue),
        )
    }

    /// Pure black or pure white, whichever stands out more. Between these two the better one is never below 4.5 to 1.
    pub(crate) fn text(self) -> &'static str {
        let luminance = self.luminance();
        let on_black = (luminance + 0.05) / 0.05;
        let on_white = 1.05 / (luminance + 0.05);
        if on_black >= on_white { "#000" } else { "#fff" }
    }

    /// Relative luminance, as the web content accessibility guidelines define it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

/// A colour that tells one part from another, on light and dark paper alike: each stands out from both by at least 3 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shade {
    Blue,
    Green,
    Amber,
    Purple,
    Slate,
    Teal,
    Brown,
    Red,
}

impl Shade {
    /// Every shade, in an order in which neighbours differ.
    pub(crate) const ALL: [Self; 8] = [
        Self::Blue,
        Self::Green,
        Self::Amber,
        Self::Purple,
        Self::Slate,
        Self::Teal,
        Self::Brown,
        Self::Red,
    ];

    /// The class of the style sheet that has this colour.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Purple => "purple",
            Self::Slate => "slate",
            Self::Teal => "teal",
            Self::Brown => "brown",
            Self::Red => "red",
        }
    }

    /// As the style sheet has it.
    const fn colour(self) -> Colour {
        match self {
            Self::Blue => Colour::new(0x3b, 0x86, 0xc6),
            Self::Green => Colour::new(0x22, 0x94, 0x6e),
            Self::Amber => Colour::new(0xc4, 0x82, 0x0e),
            Self::Purple => Colour::new(0xa0, 0x71, 0xa8),
            Self::Slate => Colour::new(0x74, 0x84, 0x95),
            Self::Teal => Colour::new(0x1f, 0x90, 0xa0),
            Self::Brown => Colour::new(0xa9, 0x76, 0x48),
            Self::Red => Colour::new(0xd9, 0x5b, 0x45),
        }
    }

    /// Text that can be read on it.
    pub(crate) fn text(self) -> &'static str {
        self.colour().text()
    }
}

/// The colour of a retention rate in thousandths: pale to blue from `low` up to 100 %, then greens up to 150 %.
pub(crate) fn of_retention(thousandths: i128, low: i128) -> Colour {
    const PALE: Colour = Colour::new(0xf3, 0xf6, 0xfa);
    const MIDDLE: Colour = Colour::new(0x7f, 0xb2, 0xdc);
    const WHOLE: Colour = Colour::new(0x0b, 0x57, 0x9e);
    const ABOVE: Colour = Colour::new(0x2a, 0x96, 0x74);
    const FAR_ABOVE: Colour = Colour::new(0x00, 0x4d, 0x3a);
    let share = |from: i128, to: i128| {
        let length = to.saturating_sub(from).max(1);
        let into = thousandths.saturating_sub(from).clamp(0, length);
        u16::try_from(into.saturating_mul(1000) / length).unwrap_or(1000)
    };
    let low = low.min(999);
    let middle = low.midpoint(1000);
    if thousandths > 1000 {
        ABOVE.toward(FAR_ABOVE, share(1000, 1500))
    } else if thousandths > middle {
        MIDDLE.toward(WHOLE, share(middle, 1000))
    } else {
        PALE.toward(MIDDLE, share(low, middle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_every_shade_has_enough_contrast() {
        for low in [0, 500, 900] {
            for thousandths in 0..=2000 {
                let colour = of_retention(thousandths, low);
                let luminance = colour.luminance();
                let contrast = match colour.text() {
                    "#000" => (luminance + 0.05) / 0.05,
                    _ => 1.05 / (luminance + 0.05),
                };
                assert!(contrast >= 4.5, "{colour} at {thousandths}: {contrast}");
            }
        }
    }

    #[test]
    fn shades_stand_out_from_both_papers_and_are_those_of_the_style_sheet() {
        let style = include_str!("style.css");
        let contrast = |a: Colour, b: Colour| {
            let (a, b) = (a.luminance() + 0.05, b.luminance() + 0.05);
            (a / b).max(b / a)
        };
        for shade in Shade::ALL {
            let colour = shade.colour();
            for paper in [Colour::new(0xff, 0xff, 0xff), Colour::new(0x1a, 0x21, 0x29)] {
                assert!(contrast(colour, paper) >= 3.0, "{shade:?} on {paper}");
            }
            let text = match shade.text() {
                "#000" => Colour::new(0, 0, 0),
                _ => Colour::new(0xff, 0xff, 0xff),
            };
            assert!(contrast(colour, text) >= 4.5, "{shade:?}");
            let rule = format!(".{} {{ --shade: {colour}; }}", shade.class());
            assert!(style.contains(&rule), "{rule}");
        }
    }

    #[test]
    fn ends_have_the_named_colours() {
        assert_eq!(of_retention(0, 0).to_string(), "#f3f6fa");
        assert_eq!(of_retention(1000, 0).to_string(), "#0b579e");
        assert_eq!(of_retention(9999, 0).to_string(), "#004d3a");
    }
}

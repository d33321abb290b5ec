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
    fn ends_have_the_named_colours() {
        assert_eq!(of_retention(0, 0).to_string(), "#f3f6fa");
        assert_eq!(of_retention(1000, 0).to_string(), "#0b579e");
        assert_eq!(of_retention(9999, 0).to_string(), "#004d3a");
    }
}

//! What a device was told, and what it may have of it.

use std::collections::BTreeMap;

use tenure_testkit::Dice;

/// How much a device writes at once.
const SECTOR: usize = 512;

/// The files of a folder by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Something that a device was told about a file.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    Write {
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        to: usize,
    },
    Flush,
    /// With the folder flushed too, or not.
    Remove {
        flushed: bool,
    },
}

/// Everything that a device was told, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    /// What there was before the first.
    pub(crate) before: Files,
    pub(crate) told: Vec<(String, Told)>,
}

/// What a device does with what it was not told to flush.
#[derive(Clone, Copy, Debug)]
enum Unflushed {
    Lost,
    Kept,
    /// Each write is lost with this many chances in a hundred.
    Writes(u64),
    /// Each sector is lost with this many chances in a hundred.
    Sectors(u64),
    /// Each sector is lost, kept, or holds anything.
    Garbled,
}

impl Notes {
    /// The files after the first so many things, all of them done.
    pub(crate) fn all(&self, moment: usize) -> Files {
        self.files(moment, |_, _| Unflushed::Kept, &mut Dice::new(0))
    }

    /// The files as a device may have them that lost its power then.
    pub(crate) fn unpowered(&self, moment: usize, seed: u64) -> Files {
        let mut dice = Dice::new(seed);
        let fate = match seed % 6 {
            0 => Unflushed::Lost,
            1 => Unflushed::Kept,
            2 => Unflushed::Writes(10 + dice.below(80)),
            3 => Unflushed::Sectors(10 + dice.below(80)),
            4 => Unflushed::Garbled,
            // All but a few, as when the power fails in the middle of one.
            _ => Unflushed::Writes(5),
        };
        let mut flushed: BTreeMap<&str, usize> = BTreeMap::new();
        for (nth, (file, told)) in self.told.iter().take(moment).enumerate() {
            if matches!(told, Told::Flush | Told::Remove { flushed: true }) {
                flushed.insert(file, nth);
            }
        }
        let fate_of = |nth: usize, file: &str| match flushed.get(file) {
            Some(last) if nth <= *last => Unflushed::Kept,
            _ => fate,
        };
        self.files(moment, fate_of, &mut dice)
    }

    fn files(
        &self,
        moment: usize,
        fate: impl Fn(usize, &str) -> Unflushed,
        dice: &mut Dice,
    ) -> Files {
        let mut files = self.before.clone();
        for (nth, (name, told)) in self.told.iter().take(moment).enumerate() {
            let fate = fate(nth, name);
            let lost = match fate {
                Unflushed::Kept => false,
                Unflushed::Lost => true,
                Unflushed::Writes(chances) => dice.percent(chances),
                // Only a write has sectors.
                Unflushed::Sectors(_) | Unflushed::Garbled => {
                    !matches!(told, Told::Write { .. }) && dice.percent(50)
                }
            };
            if lost {
                continue;
            }
            match told {
                Told::Write { at, bytes } => {
                    write(
                        files.entry(name.clone()).or_default(),
                        *at,
                        bytes,
                        fate,
                        dice,
                    );
                }
                Told::Truncate { to } => files.entry(name.clone()).or_default().resize(*to, 0),
                Told::Remove { .. } => {
                    files.remove(name);
                }
                Told::Flush => {}
            }
        }
        files
    }
}

fn write(file: &mut Vec<u8>, at: usize, bytes: &[u8], fate: Unflushed, dice: &mut Dice) {
    let mut done = 0;
    while done < bytes.len() {
        let begin = at + done;
        // Up to the end of the sector in which it begins.
        let size = (SECTOR - begin % SECTOR).min(bytes.len() - done);
        let sector = &bytes[done..done + size];
        done += size;
        let (lost, garbled) = match fate {
            Unflushed::Sectors(chances) => (dice.percent(chances), false),
            Unflushed::Garbled => (dice.percent(30), dice.percent(30)),
            _ => (false, false),
        };
        if lost {
            continue;
        }
        if file.len() < begin + size {
            file.resize(begin + size, 0);
        }
        let place = &mut file[begin..begin + size];
        place.copy_from_slice(sector);
        if garbled {
            for byte in place.iter_mut() {
                *byte ^= u8::try_from(dice.below(256)).unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes() -> Notes {
        let write = |at, byte| Told::Write {
            at,
            bytes: vec![byte; 1_000],
        };
        let told = [
            write(0, 1),
            Told::Flush,
            write(500, 2),
            Told::Truncate { to: 700 },
            write(2_000, 3),
        ];
        Notes {
            before: Files::new(),
            told: told.map(|told| ("a".to_owned(), told)).into(),
        }
    }

    #[test]
    fn everything_told_is_there_after_a_kill() {
        let files = notes().all(5);
        assert_eq!(files["a"].len(), 3_000);
        assert_eq!(files["a"][499..501], [1, 2]);
        assert_eq!(files["a"][699..701], [2, 0]);
        assert_eq!(files["a"][2_000], 3);
        assert!(notes().all(0).is_empty());
    }

    #[test]
    fn what_was_flushed_is_there_whatever_happens() {
        let notes = notes();
        let mut images = std::collections::BTreeSet::new();
        for seed in 0..600 {
            let file = notes.unpowered(5, seed).remove("a").unwrap();
            // Nothing was ever written over these.
            assert_eq!(file[..500], [1; 500], "seed {seed}");
            images.insert(file);
        }
        assert!(images.len() > 50, "{} images", images.len());
        assert!(
            images.contains(&notes.all(2)["a"]),
            "nothing more may be there"
        );
        assert!(
            images.contains(&notes.all(5)["a"]),
            "everything may be there"
        );
    }
}

//! The movements of a bridge, with their names and colours.

use tenure_tables::BridgeRow;

use crate::language::Words;

/// What moves recurring revenue. Each has one colour everywhere on the page: gains in blues and greens, losses in orange and red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Movement {
    New,
    Reactivation,
    Expansion,
    Contraction,
    Churn,
    Fx,
}

impl Movement {
    pub(crate) const ALL: [Self; 6] = [
        Self::New,
        Self::Reactivation,
        Self::Expansion,
        Self::Contraction,
        Self::Churn,
        Self::Fx,
    ];

    pub(crate) const fn name(self, words: &Words) -> &'static str {
        let names = &words.movements;
        match self {
            Self::New => names.new,
            Self::Reactivation => names.reactivation,
            Self::Expansion => names.expansion,
            Self::Contraction => names.contraction,
            Self::Churn => names.churn,
            Self::Fx => names.fx,
        }
    }

    /// The class of the style sheet that colours it.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reactivation => "reactivation",
            Self::Expansion => "expansion",
            Self::Contraction => "contraction",
            Self::Churn => "churn",
            Self::Fx => "fx",
        }
    }

    /// Its effect in minor units: losses below zero.
    pub(crate) fn effect(self, row: &BridgeRow<'_>) -> i128 {
        match self {
            Self::New => row.new.to_minor(),
            Self::Reactivation => row.reactivation.to_minor(),
            Self::Expansion => row.expansion.to_minor(),
            Self::Contraction => -row.contraction.to_minor(),
            Self::Churn => -row.churn.to_minor(),
            Self::Fx => row.fx.to_minor(),
        }
    }

    /// The accounts behind it; `None` for exchange rates, which touch amounts only.
    pub(crate) const fn accounts(self, row: &BridgeRow<'_>) -> Option<u64> {
        match self {
            Self::New => Some(row.new_accounts),
            Self::Reactivation => Some(row.reactivated_accounts),
            Self::Expansion => Some(row.expanded_accounts),
            Self::Contraction => Some(row.contracted_accounts),
            Self::Churn => Some(row.churned_accounts),
            Self::Fx => None,
        }
    }

    /// The movements to show for these rows: exchange rates only where they moved anything.
    pub(crate) fn shown(rows: &[&BridgeRow<'_>]) -> Vec<Self> {
        let any_fx = rows.iter().any(|row| !row.fx.is_zero());
        Self::ALL
            .into_iter()
            .filter(|movement| *movement != Self::Fx || any_fx)
            .collect()
    }
}

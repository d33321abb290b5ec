use crate::role::{Role, RoleMix};

/// One number a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct PerRole<T> {
    pub(super) sales: T,
    pub(super) support: T,
    pub(super) technical: T,
    pub(super) financial: T,
    pub(super) relationship: T,
}

impl<T: Copy> PerRole<T> {
    pub(super) const fn get(&self, role: Role) -> T {
        match role {
            Role::Sales => self.sales,
            Role::Support => self.support,
            Role::Technical => self.technical,
            Role::FinancialAdvisory => self.financial,
            Role::Relationship => self.relationship,
        }
    }

    pub(super) fn with<U: Copy, V>(
        &self,
        other: &PerRole<U>,
        join: impl Fn(T, U) -> V,
    ) -> PerRole<V> {
        PerRole {
            sales: join(self.sales, other.sales),
            support: join(self.support, other.support),
            technical: join(self.technical, other.technical),
            financial: join(self.financial, other.financial),
            relationship: join(self.relationship, other.relationship),
        }
    }
}

impl From<&RoleMix> for PerRole<i64> {
    fn from(mix: &RoleMix) -> Self {
        let part = |role| i64::from(mix.part(role).get());
        Self {
            sales: part(Role::Sales),
            support: part(Role::Support),
            technical: part(Role::Technical),
            financial: part(Role::FinancialAdvisory),
            relationship: part(Role::Relationship),
        }
    }
}

/// A defect that journals have had, here or elsewhere: each is seeded into a [`DoubleStore`](super::DoubleStore) to see that the suite
/// finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Defect {
    /// Positions come from a sequence, which skips where an append is refused.
    PositionFromSequence,
    /// Positions are handed out before the commit, so that a later one may be seen first.
    PositionBeforeCommit,
    /// Versions are read before the write lock is taken, and not again under it.
    VersionsReadBeforeLock,
    /// A transaction begins as a reading one and fails when it comes to write after somebody else.
    DeferredBegin,
    /// Whether a command is known is looked up before the write lock is taken.
    CommandReadBeforeLock,
    /// Expected versions are not compared.
    ExpectationsIgnored,
    /// Expected versions of streams that are only read are not compared.
    ReadStreamsIgnored,
    /// A conflict is noticed after the records were written.
    ConflictAfterWriting,
    /// A conflict tells the expected version as the actual one.
    ConflictWithoutVersion,
    /// What a correction names is not looked up.
    CorrectionsUnchecked,
    /// A command that was done is done again.
    CommandsForgotten,
    /// Another request with the id of a command gets that one's receipt.
    ContentNotCompared,
    /// A retry at a later instant is taken for another request.
    InstantIsContent,
    /// The receipt of a retry looks like that of a first append.
    ReplayNotMarked,
    /// The receipt of a retry has the versions of now.
    ReceiptOfNow,
    /// The caller's clock is recorded as it is.
    ClockTrusted,
    /// Instants are kept in milliseconds.
    Milliseconds,
    /// The statement that loads a stream lacks its tenant.
    StreamsOfAllTenants,
    /// The statement that looks a command up lacks its tenant.
    CommandsOfAllTenants,
    /// The statement that reads personal data lacks its tenant.
    ProfilesOfAllTenants,
    /// The statement that forgets lacks its tenant.
    ForgetsForAllTenants,
    /// The tenant is set for the session of a pooled connection, and reads find the last one's.
    TenantOfTheSession,
    /// Ids of streams are compared without regard to case.
    CaseIgnored,
    /// Letters of four bytes are lost, as in a column of three.
    LongLettersLost,
    /// A page says that it is the last one, whatever follows.
    EndsEarly,
    /// A page begins with the record that it was to begin after.
    PagesOverlap,
    /// A record that cannot be read is left out.
    UnreadableSkipped,
    /// A record that is not there is not missed.
    HolesUnnoticed,
    /// Records are read without their checksum.
    ChecksumSkipped,
    /// Verification checks each record but not the hash over them.
    ChainNotCompared,
    /// Verification checks nothing.
    VerifiesNothing,
    /// The hash over the records leaves the actor out.
    ChainWithoutActor,
    /// An append is acknowledged before it is flushed.
    AcknowledgedUnflushed,
    /// Each record of an append is a transaction of its own.
    RecordByRecord,
    /// The command is kept in a second transaction.
    CommandApart,
    /// What no longer fits is taken for written.
    FullTakenForDone,
    /// A flush that failed is told as if nothing had been written.
    DoubtDenied,
    /// Personal data can be kept again for who was forgotten.
    ForgottenComesBack,
    /// Forgetting hides personal data and leaves it where it is.
    ForgottenIsHidden,
    /// Forgetting leaves the write-ahead log as it is.
    ForgottenInTheLog,
}

impl Defect {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::PositionFromSequence,
        Self::PositionBeforeCommit,
        Self::VersionsReadBeforeLock,
        Self::DeferredBegin,
        Self::CommandReadBeforeLock,
        Self::ExpectationsIgnored,
        Self::ReadStreamsIgnored,
        Self::ConflictAfterWriting,
        Self::ConflictWithoutVersion,
        Self::CorrectionsUnchecked,
        Self::CommandsForgotten,
        Self::ContentNotCompared,
        Self::InstantIsContent,
        Self::ReplayNotMarked,
        Self::ReceiptOfNow,
        Self::ClockTrusted,
        Self::Milliseconds,
        Self::StreamsOfAllTenants,
        Self::CommandsOfAllTenants,
        Self::ProfilesOfAllTenants,
        Self::ForgetsForAllTenants,
        Self::TenantOfTheSession,
        Self::CaseIgnored,
        Self::LongLettersLost,
        Self::EndsEarly,
        Self::PagesOverlap,
        Self::UnreadableSkipped,
        Self::HolesUnnoticed,
        Self::ChecksumSkipped,
        Self::ChainNotCompared,
        Self::VerifiesNothing,
        Self::ChainWithoutActor,
        Self::AcknowledgedUnflushed,
        Self::RecordByRecord,
        Self::CommandApart,
        Self::FullTakenForDone,
        Self::DoubtDenied,
        Self::ForgottenComesBack,
        Self::ForgottenIsHidden,
        Self::ForgottenInTheLog,
    ];
}

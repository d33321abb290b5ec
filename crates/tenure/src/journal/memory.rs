/// placeholder
#[derive(Debug)]
pub struct MemoryJournal;

//! The columns of a batch as they grow.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder, UInt64Builder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray, StringArray};
use arrow_schema::{ArrowError, DataType};

/// One column.
#[derive(Debug)]
pub(crate) enum Builder {
    Id(Dictionary),
    Text(StringBuilder),
    Date(Date32Builder),
    Moment(TimestampMicrosecondBuilder),
    Decimal(Decimal128Builder),
    Count(UInt64Builder),
    Integer(Int64Builder),
    Flag(BooleanBuilder),
    Number(Float64Builder),
}

impl Builder {
    pub(crate) fn new(kind: &DataType, capacity: usize) -> Self {
        match kind {
            DataType::Dictionary(..) => Self::Id(Dictionary::default()),
            DataType::Date32 => Self::Date(Date32Builder::with_capacity(capacity)),
            DataType::Timestamp(..) => Self::Moment(
                TimestampMicrosecondBuilder::with_capacity(capacity).with_data_type(kind.clone()),
            ),
            DataType::Decimal128(..) => Self::Decimal(
                Decimal128Builder::with_capacity(capacity).with_data_type(kind.clone()),
            ),
            DataType::UInt64 => Self::Count(UInt64Builder::with_capacity(capacity)),
            DataType::Int64 => Self::Integer(Int64Builder::with_capacity(capacity)),
            DataType::Boolean => Self::Flag(BooleanBuilder::with_capacity(capacity)),
            DataType::Float64 => Self::Number(Float64Builder::with_capacity(capacity)),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    pub(crate) fn absent(&mut self) {
        match self {
            Self::Id(column) => column.absent(),
            Self::Text(column) => column.append_null(),
            Self::Date(column) => column.append_null(),
            Self::Moment(column) => column.append_null(),
            Self::Decimal(column) => column.append_null(),
            Self::Count(column) => column.append_null(),
            Self::Integer(column) => column.append_null(),
            Self::Flag(column) => column.append_null(),
            Self::Number(column) => column.append_null(),
        }
    }

    /// What was gathered; the column is empty afterwards.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Id(column) => Arc::new(column.finish()?),
            Self::Text(column) => Arc::new(column.finish()),
            Self::Date(column) => Arc::new(column.finish()),
            Self::Moment(column) => Arc::new(column.finish()),
            Self::Decimal(column) => Arc::new(column.finish()),
            Self::Count(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Flag(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
        })
    }
}

/// Text that repeats: each once, in the order of first appearance, and its number in every row.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    numbers: HashMap<Box<str>, i32, foldhash::fast::RandomState>,
    values: StringBuilder,
    keys: Vec<Option<i32>>,
    /// The number of the row before: rows are sorted, and what repeats often stands together.
    last: Option<i32>,
    /// The text of that number.
    last_text: String,
    absent: bool,
}

impl Dictionary {
    pub(crate) fn push(&mut self, text: &str) {
        if let Some(last) = self.last
            && self.last_text == text
        {
            self.keys.push(Some(last));
            return;
        }
        let number = match self.numbers.get(text) {
            Some(number) => *number,
            None => {
                // A batch has fewer rows than that.
                let number = i32::try_from(self.numbers.len()).unwrap_or(i32::MAX);
                self.values.append_value(text);
                self.numbers.insert(text.into(), number);
                number
            }
        };
        self.last = Some(number);
        self.last_text.clear();
        self.last_text.push_str(text);
        self.keys.push(Some(number));
    }

    fn absent(&mut self) {
        self.absent = true;
        self.keys.push(None);
    }

    fn finish(&mut self) -> Result<DictionaryArray<Int32Type>, ArrowError> {
        let keys = std::mem::take(&mut self.keys);
        let keys: PrimitiveArray<Int32Type> = if self.absent {
            PrimitiveArray::from(keys)
        } else {
            PrimitiveArray::from_iter_values(keys.into_iter().flatten())
        };
        let values: StringArray = self.values.finish();
        self.numbers.clear();
        (self.last, self.absent) = (None, false);
        DictionaryArray::try_new(keys, Arc::new(values))
    }
}

//! Rows for `COPY … FROM STDIN (FORMAT binary)`, as PostgreSQL's manual describes them ("COPY", File Formats).

use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Rows of one table, being put together.
#[derive(Debug, Default)]
pub struct CopyRows {
    bytes: Vec<u8>,
    rows: usize,
}

impl CopyRows {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Begin a row of so many fields.
    pub fn row(&mut self, fields: i16) -> &mut Self {
        if self.bytes.is_empty() {
            self.bytes.extend_from_slice(HEAD);
        }
        self.rows += 1;
        self.bytes.extend_from_slice(&fields.to_be_bytes());
        self
    }

    /// A field by the bytes of its binary form.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(&(value.len() as i32).to_be_bytes());
        self.bytes.extend_from_slice(value);
        self
    }

    /// `null`.
    pub fn null(&mut self) -> &mut Self {
        self.bytes.extend_from_slice(&(-1_i32).to_be_bytes());
        self
    }

    /// A `text`.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    /// A `uuid`.
    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    /// An `integer`.
    pub fn int(&mut self, value: i32) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// A `smallint`.
    pub fn small(&mut self, value: i16) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// A `boolean`.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.bytes(&[u8::from(value)])
    }

    /// Send them; `statement` is the COPY. Returns how many Postgres took.
    ///
    /// # Errors
    /// Whatever Postgres has against them; then none is stored.
    pub async fn send(mut self, conn: &mut PgConnection, statement: &str) -> Result<u64> {
        if self.rows == 0 {
            return Ok(0);
        }
        self.bytes.extend_from_slice(&(-1_i16).to_be_bytes());
        let mut copy = conn.copy_in_raw(statement).await?;
        copy.send(self.bytes).await?;
        Ok(copy.finish().await?)
    }
}

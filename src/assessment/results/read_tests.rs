use super::*;

/// Reads a file that comes in pieces of `size` bytes.
fn rows(bytes: &[u8], size: usize) -> Result<Vec<(i32, Vec<String>)>, &'static str> {
    let (to, chunks) = tokio::sync::mpsc::channel(bytes.len() / size + 2);
    for piece in bytes.chunks(size) {
        to.try_send(Ok(Bytes::copy_from_slice(piece))).unwrap();
    }
    drop(to);
    let mut rows = Vec::new();
    let read = Upload::new(chunks).rows(Format::Csv, |line, cells| {
        rows.push((line, cells.iter().map(|cell| (*cell).to_owned()).collect()));
        true
    });
    match read.unwrap() {
        Ok(sha256) => {
            assert_eq!(sha256[..], Sha256::digest(bytes)[..]);
            Ok(rows)
        }
        Err(unreadable) => Err(unreadable.code),
    }
}

#[test]
fn text_is_read_in_every_encoding_whatever_the_pieces() {
    let text = "学号,姓名\r\n1,张三\r\n2,\"李,四\"\r\n3,王五";
    let (gb, _, _) = GB18030.encode(text);
    for bytes in [text.as_bytes(), &[b"\xef\xbb\xbf", text.as_bytes()].concat(), &gb] {
        for size in [5, 7, 64, 4096] {
            let read = rows(bytes, size).unwrap();
            let cells: Vec<_> = read.iter().map(|(line, cells)| (*line, cells.join("|"))).collect();
            let expected = [(1, "学号|姓名"), (2, "1|张三"), (3, "2|李,四"), (4, "3|王五")];
            assert_eq!(cells, expected.map(|(line, text)| (line, text.to_owned())), "{size}");
        }
    }
}

#[test]
fn what_is_no_text_or_no_row_is_refused() {
    assert_eq!(rows(b"a,b\n\xff\xfe\xff\xff\n", 64), Err("encoding_unknown"));
    assert_eq!(rows(b"a\0b\n", 64), Err("encoding_unknown"));
    let mixed = ["张".as_bytes(), b"\n\xd5\xc5\n"].concat();
    assert_eq!(rows(&mixed, 64), Err("encoding_unknown"));
    assert_eq!(rows(format!("a\n\"{}", "x".repeat(100_000)).as_bytes(), 4096), Err("result_row_too_long"));
    assert_eq!(rows(",".repeat(1_000).as_bytes(), 64), Err("too_many_columns"));
}

#[test]
fn a_broken_connection_is_no_fault_of_the_file() {
    let (to, chunks) = tokio::sync::mpsc::channel(2);
    to.try_send(Ok(Bytes::from_static(b"a,b\n1,"))).unwrap();
    to.try_send(Err(io::ErrorKind::ConnectionReset.into())).unwrap();
    drop(to);
    assert!(Upload::new(chunks).rows(Format::Csv, |_, _| true).is_err());
}

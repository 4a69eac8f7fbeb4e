//! Content encodings undone (RFC 9110, section 8.4), within bounds: a compressed body is read like any other, and a
//! bomb costs no more than the largest body that is read anyway.

use crate::eventstream::crc32;
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress as decompress_block, inflate_flags},
};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::fmt;
#[cfg(feature = "brotli")]
use std::io::Read;

/// How much a body may grow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Largest size decompressed, in bytes.
    pub max_bytes: usize,
    /// Most bytes out for each byte in. JSON seldom reaches 20; a bomb of zeros 1,000.
    pub max_ratio: usize,
}

/// The least size, in bytes, up to which the ratio doesn't matter: a short text repeated is no bomb.
const RATIO_FROM: usize = 64 << 10;

/// Most encodings on top of each other that are undone.
const MAX_ENCODINGS: usize = 3;

/// Why a body could not be decompressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Error {
    /// An encoding that isn't known, or too many of them.
    Unknown,
    /// Not what its encoding says, or cut off.
    Corrupt,
    /// Larger than the bounds.
    TooLarge,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "content-encoding: found one that is not known, expected gzip, deflate, br or zstd",
            Self::Corrupt => "body: found bytes that its content-encoding can't have made, or their end too early",
            Self::TooLarge => "body: found more bytes decompressed than the bounds allow",
        })
    }
}

impl std::error::Error for Error {}

/// Undoes `encodings`, the value of a `content-encoding` header.
///
/// # Errors
/// If an encoding is not known, the body is not so encoded, or it grows beyond the bounds.
pub fn decompress(encodings: &str, body: &[u8], bounds: Bounds) -> Result<Vec<u8>, Error> {
    let encodings: Vec<_> = encodings.split(',').map(str::trim).filter(|encoding| !encoding.is_empty()).collect();
    if encodings.len() > MAX_ENCODINGS {
        return Err(Error::Unknown);
    }
    let most = bounds.max_bytes.min(body.len().saturating_mul(bounds.max_ratio).max(RATIO_FROM));
    let mut body = body.to_vec();
    // The last one applied comes first.
    for encoding in encodings.into_iter().rev() {
        body = one(encoding, &body, most)?;
    }
    Ok(body)
}

fn one(encoding: &str, body: &[u8], most: usize) -> Result<Vec<u8>, Error> {
    match encoding.to_ascii_lowercase().as_str() {
        "identity" => Ok(body.to_vec()),
        "gzip" | "x-gzip" => gunzip(body, most),
        // RFC 9110 means zlib; some senders leave its wrapping out.
        "deflate" => match inflate_whole(body, Wrapping::Zlib, most) {
            Err(Error::Corrupt) => inflate_whole(body, Wrapping::None, most),
            other => other,
        },
        #[cfg(feature = "brotli")]
        "br" => unbrotli(body, most),
        "zstd" => unzstd(body, most),
        _ => Err(Error::Unknown),
    }
}

/// Every member of a gzip file (RFC 1952), one after the other.
fn gunzip(body: &[u8], most: usize) -> Result<Vec<u8>, Error> {
    let (mut out, mut rest) = (Vec::new(), body);
    loop {
        let deflated = gzip_header(rest).ok_or(Error::Corrupt)?;
        let start = out.len();
        let size = inflate(deflated, Wrapping::None, most, &mut out)?;
        let Some((checks, after)) = deflated.get(size..).and_then(|trailer| trailer.split_first_chunk::<8>()) else {
            return Err(Error::Corrupt);
        };
        let written = out.get(start..).unwrap_or_default();
        let expected = u64::from(written.len() as u32) << 32 | u64::from(crc32(written));
        if u64::from_le_bytes(*checks) != expected {
            return Err(Error::Corrupt);
        }
        if after.is_empty() {
            return Ok(out);
        }
        rest = after;
    }
}

/// What follows the header of a gzip member (RFC 1952, 2.3).
fn gzip_header(member: &[u8]) -> Option<&[u8]> {
    const HEADER_CRC: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    // Magic, method (8: deflate), flags; time, extra flags and operating system don't matter.
    let (&[0x1f, 0x8b, 8, flags, ..], mut rest) = member.split_first_chunk::<10>()? else { return None };
    if flags & 0xe0 != 0 {
        return None;
    }
    if flags & EXTRA != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            rest = rest.get(memchr::memchr(0, rest)? + 1..)?;
        }
    }
    if flags & HEADER_CRC != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

/// What stands around deflated data.
#[derive(Clone, Copy)]
enum Wrapping {
    None,
    /// RFC 1950.
    Zlib,
}

/// All of `body`, deflated (RFC 1951) as a whole.
fn inflate_whole(body: &[u8], wrapping: Wrapping, most: usize) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let size = inflate(body, wrapping, most, &mut out)?;
    // What follows would be read by others, and not by us.
    if size == body.len() { Ok(out) } else { Err(Error::Corrupt) }
}

/// Appends what the deflated data at the start of `body` hold to `out`, which grows to `most` bytes at most. Returns the
/// size of these data.
fn inflate(body: &[u8], wrapping: Wrapping, most: usize, out: &mut Vec<u8>) -> Result<usize, Error> {
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF
        | match wrapping {
            Wrapping::None => 0,
            Wrapping::Zlib => inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER,
        };
    let mut state = Box::<DecompressorOxide>::default();
    let start = out.len();
    let (mut read, mut written) = (0, 0);
    loop {
        // One byte more than is allowed tells too much from enough.
        let room = (start + written).saturating_mul(2).max(start + 4 * body.len() + 64).min(most.saturating_add(1));
        if room <= start + written {
            return Err(Error::TooLarge);
        }
        out.resize(room, 0);
        let rest = body.get(read..).unwrap_or_default();
        // An earlier member is out of reach for what this one refers back to.
        let place = out.get_mut(start..).unwrap_or_default();
        let (status, more_read, more_written) = decompress_block(&mut state, rest, place, written, flags);
        read += more_read;
        written += more_written;
        match status {
            TINFLStatus::Done if start + written <= most => {
                out.truncate(start + written);
                return Ok(read);
            }
            TINFLStatus::Done => return Err(Error::TooLarge),
            TINFLStatus::HasMoreOutput => {}
            _ => return Err(Error::Corrupt),
        }
    }
}

/// The one frame of zstd (RFC 8878) that `body` is.
fn unzstd(mut body: &[u8], most: usize) -> Result<Vec<u8>, Error> {
    // A descriptor that says one segment has no window but its content (3.1.1.1).
    const ONE_SEGMENT: u8 = 1 << 5;
    // 8 MB, the largest window of a content encoding (RFC 9659): the decoder fills it before it gives anything back.
    const LARGEST_WINDOW: u8 = 13 << 3;
    if let [_, _, _, _, descriptor, window, ..] = *body
        && descriptor & ONE_SEGMENT == 0
        && window > LARGEST_WINDOW
    {
        return Err(Error::TooLarge);
    }
    let (mut decoder, mut out) = (FrameDecoder::new(), Vec::new());
    decoder.init(&mut body).map_err(|_| Error::Corrupt)?;
    if decoder.content_size() > most as u64 {
        return Err(Error::TooLarge);
    }
    // Not through `Read`, whose errors would bring the text of all that can be wrong into the module.
    while !decoder.is_finished() {
        decoder.decode_blocks(&mut body, BlockDecodingStrategy::UptoBlocks(1)).map_err(|_| Error::Corrupt)?;
        decoder.collect_to_writer(&mut out).map_err(|_| Error::Corrupt)?;
        if out.len() > most {
            return Err(Error::TooLarge);
        }
    }
    // A second frame would be read by others, and not by this decoder.
    if body.is_empty() { Ok(out) } else { Err(Error::Corrupt) }
}

#[cfg(feature = "brotli")]
fn unbrotli(body: &[u8], most: usize) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    match brotli_decompressor::Decompressor::new(body, 4096).take(most as u64 + 1).read_to_end(&mut out) {
        Err(_) => Err(Error::Corrupt),
        Ok(size) if size > most => Err(Error::TooLarge),
        Ok(_) => Ok(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, engine::general_purpose::STANDARD};
    use flate2::{Compression, read as deflating};

    const BOUNDS: Bounds = Bounds { max_bytes: 10 << 20, max_ratio: 100 };
    const TEXT: &[u8] = br#"{"messages":[{"role":"user","content":"4111 1111 1111 1111"}]}"#;

    /// Written by brotli and zstd themselves.
    const BROTLI: &str = "Gz0A2JwFdiybSnSHwdLurVCL7G3RzBgRkOrqKxYdcMiJ2OFbEgZgdQEZU9AgYz5HVeDXEHoB";
    const ZSTD: &str = "KLUv/QRYxQEAFAN7Im1lc3NhZ2VzIjpbeyJyb2xlIjoidXNlciIsImNvbnRlbnQiOiI0MTExIDEifV19AQDFUcqJYRr/";
    /// Thirty million spaces.
    const BROTLI_BOMB: &str = "y///P/glQOKxQCD3/o///3/wSwDEYRGA7v0f////4JcAiMMCAN37v/wbTsIvARCHBQA6u0k=";

    fn deflated(mut reader: impl Read) -> Vec<u8> {
        let mut out = Vec::new();
        reader.read_to_end(&mut out).unwrap();
        out
    }

    fn gzip(body: &[u8]) -> Vec<u8> {
        deflated(deflating::GzEncoder::new(body, Compression::best()))
    }

    /// With an extra field, a name and a comment in its header.
    fn gzip_with_everything(body: &[u8]) -> Vec<u8> {
        let builder = flate2::GzBuilder::new().extra(*b"ab").filename("name").comment("comment");
        deflated(builder.read(body, Compression::best()))
    }

    /// A frame of zstd with a window of this many bytes, a power of two, and so many blocks of 32 KB of spaces.
    fn zstd_spaces(window: u32, blocks: usize) -> Vec<u8> {
        let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, (window.ilog2() as u8 - 10) << 3];
        for left in (0..blocks).rev() {
            let header = (32 << 10) << 3 | 1 << 1 | u32::from(left == 0);
            frame.extend([&header.to_le_bytes()[..3], b" "].concat());
        }
        frame
    }

    #[test]
    fn a_gzip_file_says_what_it_holds() {
        let whole = gzip_with_everything(TEXT);
        for end in 0..whole.len() {
            let cut = whole.get(..end).unwrap();
            assert_eq!(decompress("gzip", cut, BOUNDS), Err(Error::Corrupt), "cut at {end}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let read = decompress("gzip", &changed, BOUNDS);
            assert!(read.is_err() || read.as_deref() == Ok(TEXT), "byte {at}");
        }
        for junk in [&b"x"[..], &[0, 0], &[0x1f, 0x8b]] {
            assert_eq!(decompress("gzip", &[&whole, junk].concat(), BOUNDS), Err(Error::Corrupt));
        }
        // The second member refers back to the first, which is none of its own.
        let first = gzip(TEXT);
        let far = [
            &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0][..],
            &[0x03, 0x02, 0x00], // three times the byte before
            &crc32(b"}}}").to_le_bytes(),
            &3u32.to_le_bytes(),
        ];
        assert_eq!(decompress("gzip", &[first, far.concat()].concat(), BOUNDS), Err(Error::Corrupt));
    }

    #[test]
    fn every_encoding_is_undone() {
        let cases = [
            ("identity", TEXT.to_vec()),
            ("gzip", gzip(TEXT)),
            ("X-GZip", gzip(TEXT)),
            ("gzip", [gzip(b"{\"messages\""), gzip(TEXT.strip_prefix(b"{\"messages\"").unwrap())].concat()),
            ("deflate", deflated(deflating::ZlibEncoder::new(TEXT, Compression::best()))),
            ("deflate", deflated(deflating::DeflateEncoder::new(TEXT, Compression::best()))),
            ("gzip, identity ,gzip", gzip(&gzip(TEXT))),
            ("gzip", gzip_with_everything(TEXT)),
            ("zstd", STANDARD.decode(ZSTD).unwrap()),
        ];
        for (encoding, body) in cases {
            assert_eq!(decompress(encoding, &body, BOUNDS).as_deref(), Ok(TEXT), "{encoding}");
        }
        let brotli = STANDARD.decode(BROTLI).unwrap();
        let expected = if cfg!(feature = "brotli") { Ok(TEXT.to_vec()) } else { Err(Error::Unknown) };
        assert_eq!(decompress("br", &brotli, BOUNDS), expected);
    }

    #[test]
    fn what_is_not_so_encoded_is_an_error_and_never_half_a_body() {
        let (gzipped, zstd) = (gzip(TEXT), STANDARD.decode(ZSTD).unwrap());
        for (encoding, body, expected) in [
            ("gzip", TEXT, Error::Corrupt),
            ("zstd", TEXT, Error::Corrupt),
            ("deflate", b"\xff\xff\xff", Error::Corrupt),
            ("gzip", gzipped.get(..gzipped.len() - 9).unwrap(), Error::Corrupt),
            ("zstd", zstd.get(..zstd.len() - 9).unwrap(), Error::Corrupt),
            ("zstd", &[zstd.as_slice(), zstd.as_slice()].concat(), Error::Corrupt),
            ("rot13", TEXT, Error::Unknown),
            ("gzip, gzip, gzip, gzip", TEXT, Error::Unknown),
        ] {
            assert_eq!(decompress(encoding, body, BOUNDS), Err(expected), "{encoding}");
        }
    }

    #[test]
    fn a_bomb_goes_no_further_than_the_bounds() {
        let gzip_bomb = gzip(&vec![b' '; 30_000_000]);
        assert_eq!(decompress("gzip", &gzip_bomb, BOUNDS), Err(Error::TooLarge));
        assert_eq!(decompress("gzip, gzip", &gzip(&gzip_bomb), BOUNDS), Err(Error::TooLarge));
        let wide = Bounds { max_ratio: usize::MAX, ..BOUNDS };
        assert_eq!(decompress("gzip", &gzip_bomb, wide), Err(Error::TooLarge));
        // A short text repeated is no bomb.
        assert_eq!(decompress("gzip", &gzip(&vec![b' '; 60_000]), BOUNDS).map(|body| body.len()), Ok(60_000));
        // Blocks of spaces; a window of 1 GB is more than a content encoding may ask for, however little there is.
        assert_eq!(decompress("zstd", &zstd_spaces(8 << 20, 1), BOUNDS).map(|body| body.len()), Ok(32 << 10));
        assert_eq!(decompress("zstd", &zstd_spaces(8 << 20, 1000), BOUNDS), Err(Error::TooLarge));
        assert_eq!(decompress("zstd", &zstd_spaces(1 << 30, 1), BOUNDS), Err(Error::TooLarge));
        if cfg!(feature = "brotli") {
            assert_eq!(decompress("br", &STANDARD.decode(BROTLI_BOMB).unwrap(), BOUNDS), Err(Error::TooLarge));
        }
    }
}

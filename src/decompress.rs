//! Content encodings undone (RFC 9110, section 8.4), within bounds: a compressed body is read like any other, and a
//! bomb costs no more than the largest body that is read anyway.

use std::{
    fmt,
    io::{self, Read},
};

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
        "gzip" | "x-gzip" => read(flate2::bufread::MultiGzDecoder::new(body), most),
        // RFC 9110 means zlib; some senders leave its wrapping out.
        "deflate" => match read(flate2::bufread::ZlibDecoder::new(body), most) {
            Err(Error::Corrupt) => read(flate2::bufread::DeflateDecoder::new(body), most),
            other => other,
        },
        "br" => read(brotli_decompressor::Decompressor::new(body, 4096), most),
        "zstd" => read(ruzstd::decoding::StreamingDecoder::new(body).map_err(|_| Error::Corrupt)?, most),
        _ => Err(Error::Unknown),
    }
}

fn read(from: impl Read, most: usize) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    let read: io::Result<usize> = from.take(most as u64 + 1).read_to_end(&mut body);
    match read {
        Err(_) => Err(Error::Corrupt),
        Ok(size) if size > most => Err(Error::TooLarge),
        Ok(_) => Ok(body),
    }
}

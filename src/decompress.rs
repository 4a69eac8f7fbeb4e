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
        #[cfg(feature = "brotli")]
        "br" => read(brotli_decompressor::Decompressor::new(body, 4096), most),
        "zstd" => {
            let mut rest = body;
            let decoder = ruzstd::decoding::StreamingDecoder::new(&mut rest).map_err(|_| Error::Corrupt)?;
            let body = read(decoder, most)?;
            // A second frame would be read by others, and not by this decoder.
            if rest.is_empty() { Ok(body) } else { Err(Error::Corrupt) }
        }
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
        if cfg!(feature = "brotli") {
            assert_eq!(decompress("br", &STANDARD.decode(BROTLI_BOMB).unwrap(), BOUNDS), Err(Error::TooLarge));
        }
    }
}

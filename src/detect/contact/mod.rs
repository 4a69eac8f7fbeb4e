//! People and their machines: how they are reached, where they are, what their devices are numbered.
//!
//! Names, postal addresses and organisations are not here: no pattern finds them.

pub mod device;
mod domain;
mod email;
pub mod network;
pub mod person;
pub mod phone;
pub mod place;

use super::{Detector, Find, lean};

/// All detectors of this group.
pub const FAMILIES: &[&[Detector]] =
    &[DETECTORS, network::DETECTORS, device::DETECTORS, person::DETECTORS, place::DETECTORS];

/// E-mail addresses and telephone numbers.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.email",
        title: "E-mail address",
        source: "RFC 5321 4.1.2, RFC 6531 (other scripts), RFC 5890 (xn--); IANA's list of top-level domains",
        find: Find::Bytes { bytes: b"@", verify: email::verify, made_of: email::is_of_address, from_words: true },
        examples: &[
            "Write to ⟦jane.doe+bills@mail.example.co.uk⟧.",
            "<⟦o'brien@example.org⟧>, \"⟦x_1@example.com⟧\"",
            "mailto:⟦info@xn--80ak6aa92e.com⟧?subject=hi",
            "Mail an ⟦jürgen@müller.de⟧, 联系⟦li@例子.中国⟧。",
            "user=⟦someone@example.com⟧&x=1",
            "From:⟦jane@example.org⟧To: all",
            "\"To:\\n⟦jane@example.org⟧\"",
        ],
        counterexamples: &[
            "left-pad@1.3.0",
            "info@presidio.",
            "git clone git@github.com:rust-lang/rust.git",
            "https://user:secret@db.example.com/",
            "logo@2x.png",
            "@someone on the net",
            "a@b",
            "import @angular/core@latest",
        ],
    },
    Detector {
        id: "pii.email_spelled",
        title: "E-mail address with its signs spelled out",
        source: "No standard: `at` and `dot` in brackets or (0.45: for rules with a low min_score) as words, after a \
                 word that announces an address; IANA's list of top-level domains",
        find: Find::Keywords {
            keywords: &["*mail", "contact", "kontakt", "reach", "write", "correo", "courriel", "contatto", "contato"],
            reach: email::SPELLED_REACH,
            verify: email::verify_spelled,
        },
        examples: &[
            "E-mail: ⟦john [at] example [dot] com⟧.",
            "contact ⟦jane.doe(at)example.org⟧ for more",
            "Correo: ⟦ana {AT} example.es⟧",
            "correo ⟦ana [arroba] example [punto] es⟧",
            "mail ⟦jane AT example DOT org⟧",
        ],
        counterexamples: &[
            "Mail me at noon, or at example.com",
            "contact us at the desk dot dot dot",
            "My email is john dot doe at example dot com",
            "mailbox [at] home",
        ],
    },
    Detector {
        id: "pii.phone",
        title: "Telephone number",
        source: "ITU-T E.164 and its list of assigned country codes; E.123 (notation); national numbering plans as \
                 published by ITU; NANPA (area codes and exchanges)",
        find: Find::Groups {
            lengths: (1, 15),
            digits: 6,
            letters: false,
            beside: b"",
            not_after: b" .,/-:",
            context: phone::WORDS,
            verify: phone::verify,
            joined_by: b" -./+()",
        },
        examples: &[
            "Ring ⟦+49 30 901820⟧ today",
            "Call me at ⟦(415) 555-2671⟧.",
            "⟦415-555-2671⟧",
            "⟦1-800-356-9377⟧",
            "⟦+1.415.555.2671 ext. 12⟧",
            "tel:⟦+442079460958⟧",
            "Tel. ⟦020 7946 0958⟧",
            "phone: ⟦4155552671⟧",
            "⟦+46 (0)8 123 456 78⟧",
            "Fax ⟦04 78 12 34 56⟧",
            "电话：⟦138 0013 8000⟧",
            "Can someone call me on ⟦450 0840⟧?",
        ],
        counterexamples: &[
            "2024-05-06",
            "On 06.05.2024 at 12:30:55",
            "4111 1111 1111 1111",
            "version 10.15.7.1",
            "it took 1234567890 ns",
            "$1,234,567.89",
            "3.14159265358979",
            "ISBN 978-3-16-148410-0",
            "pages 100-200, 300-400",
            "{\"created\": 1700000000}",
            "1 2 3 4 5 6 7 8 9 10",
        ],
    },
]);

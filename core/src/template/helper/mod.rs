//! Helpers of the template language: pure functions from values to Vietnamese text.
//!
//! [`signature`] says what each takes and gives; `call` does the work. A helper that cannot work
//! with its values says why ([`Fault`]).

#[cfg(test)]
mod bridge;
mod call;
pub mod date;
mod fault;
pub mod number;
pub mod roman;
mod signature;
mod text;
pub mod words;

#[cfg(test)]
pub(in crate::template) use bridge::{fault_of, register};
pub use fault::Fault;
pub use signature::{Returns, Signature, Takes, names, signature};
pub(crate) use signature::{SAMPLE, signatures};
pub use text::{bare, capitalize, is_there, letter, pad};

#[cfg(test)]
mod tests {
    use handlebars::{Handlebars, RenderError, no_escape};
    use serde_json::{Value, json};

    use super::*;

    fn engine() -> Handlebars<'static> {
        let mut handlebars = Handlebars::new();
        handlebars.register_escape_fn(no_escape);
        register(&mut handlebars);
        handlebars
    }

    fn shown(template: &str, data: &Value) -> Result<String, String> {
        let words = |error: RenderError| match fault_of(&error) {
            Some(Fault(words)) => words.vi.clone(),
            None => format!("no fault of ours: {error}"),
        };
        engine().render_template(template, data).map_err(words)
    }

    #[test]
    fn helpers_print_what_offices_write() {
        let data = json!({
            "n": 1234567.8, "i": 5, "z": 0, "t": "trích yếu", "ngay": "5/2/2026", "tien": "1.234.567",
            "rows": [{ "v": 0.1 }, { "v": 0.2 }, { "v": 1000 }, {}], "list": ["a", "b"], "blank": " ",
        });
        for (template, expected) in [
            ("{{number n}}", "1.234.567,8"),
            ("{{number n decimals=2}}", "1.234.567,80"),
            ("{{number 2.5 decimals=0}}", "3"),
            ("{{number -2.5 decimals=0}}", "-3"),
            ("{{number -0.01 decimals=1}}", "0,0"),
            ("{{date ngay}}", "ngày 05 tháng 02 năm 2026"),
            ("{{date ngay style=\"short\"}}", "05/02/2026"),
            ("{{money tien}}", "1.234.567 đồng"),
            ("{{money_words 1500000}}", "Một triệu năm trăm nghìn đồng"),
            ("{{words 1024 ngan=true le=true bon=true}}", "một ngàn không trăm hai mươi bốn"),
            ("{{percent 1 3}}", "33,3"),
            ("{{percent 1 3 decimals=2}}", "33,33"),
            ("{{percent 1 z}}", "-"),
            ("{{difference i 2}}", "+3"),
            ("{{difference 2 i}}", "-3"),
            ("{{difference i i}}", "0"),
            ("{{difference 0.3 0.1 decimals=2}}", "+0,20"),
            ("{{number (sum rows 'v')}}", "1.000,3"),
            ("{{number (length rows)}}", "4"),
            ("{{join list}}", "a, b"),
            ("{{join list '; '}}", "a; b"),
            ("{{default absent 'x'}}{{default blank 'y'}}{{default t 'z'}}", "xytrích yếu"),
            ("{{upper t}} {{lower 'ĐẶNG'}} {{capitalize 'ấp'}}", "TRÍCH YẾU đặng Ấp"),
            ("{{bare '- Sở Y tế; '}}|{{bare 'Như trên.'}}", "Sở Y tế|Như trên"),
            ("{{pad i}} {{pad '05'}} {{pad '5a'}} {{pad '141'}}", "05 05 05a 141"),
            ("{{roman i}} {{letter 5}} {{letter 23}}", "V đ y"),
            ("{{#if (eq i 5.0)}}a{{/if}}{{#if (ne t 'x')}}b{{/if}}{{#if (gt i 4)}}c{{/if}}", "abc"),
            (
                "{{#if (and t i)}}a{{/if}}{{#if (or absent z)}}b{{/if}}{{#if (not absent)}}c{{/if}}",
                "abc",
            ),
            ("{{#if (gt absent 4)}}a{{else}}b{{/if}}{{#if (lte i 5)}}c{{/if}}", "bc"),
        ] {
            assert_eq!(shown(template, &data).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_worked_with_is_said_and_never_printed_as_nothing() {
        let data = json!({ "t": "chữ", "list": [1], "rows": [{ "v": "x" }] });
        for template in [
            "{{number absent}}",
            "{{number t}}",
            "{{date t}}",
            "{{money t}}",
            "{{words 1.5}}",
            "{{roman 4000}}",
            "{{roman 0}}",
            "{{letter 24}}",
            "{{upper list}}",
            "{{pad absent}}",
            "{{number (sum rows 'v')}}",
            "{{percent t 1}}",
            "{{difference 1 absent}}",
        ] {
            let said = shown(template, &data).expect_err(template);
            assert!(!said.starts_with("no fault of ours"), "{template}: {said}");
        }
    }

    #[test]
    fn every_helper_prints_what_its_line_of_the_reference_says() {
        let data: Value = serde_json::from_str(SAMPLE).expect("JSON");
        for signature in signatures() {
            let (example, prints) = signature.example;
            assert!(!signature.doc.is_empty(), "{}", signature.name);
            assert!(example.contains(signature.name), "{example}");
            assert_eq!(shown(example, &data).as_deref(), Ok(prints), "{example}");
        }
    }

    #[test]
    fn dates_are_compared_by_the_calendar() {
        let data = json!({ "a": "5/2/2026", "b": "05/02/2026", "c": "14/2/2026", "d": "/2/2026" });
        for (test, holds) in [
            ("eq a b", true),
            ("lt a c", true),
            ("gt c a", true),
            ("lte a b", true),
            ("lte c d", true),
            ("lt d c", false),
            ("eq (days a c) 9", true),
            ("eq (add 0.1 0.2) 0.3", true),
        ] {
            let template = format!("{{{{#if ({test})}}}}1{{{{/if}}}}");
            let printed = shown(&template, &data).expect("a condition");
            assert_eq!(printed == "1", holds, "{test}");
        }
        for call in ["days a d", "divide 1 0", "lt a 5"] {
            assert!(shown(&format!("{{{{{call}}}}}"), &data).is_err(), "{call}");
        }
    }

    #[test]
    fn every_helper_of_the_table_is_known_to_handlebars_with_its_count_of_values() {
        let data = json!({ "l": [{ "v": 1 }], "t": "1/2/2026", "n": 1 });
        for signature in signature::SIGNATURES.iter().filter(|s| s.returns != Returns::Block) {
            let args = (0..*signature.args.start()).map(|nth| match signature.takes_at(nth) {
                Takes::List | Takes::Countable => "l",
                Takes::Column => "'v'",
                Takes::Text => "t",
                Takes::Number | Takes::Any => "n",
            });
            let call = [vec![signature.name], args.collect()].concat().join(" ");
            let template = format!("{{{{#if (eq 1 1)}}}}{{{{{call}}}}}{{{{/if}}}}");
            assert!(shown(&template, &data).is_ok(), "{template}: {:?}", shown(&template, &data));
        }
    }

    proptest::proptest! {
        #[test]
        fn a_sum_does_not_depend_on_the_order(mut values in proptest::collection::vec(-1.0e6..1.0e6, 0..20)) {
            let sum = |values: &[f64]| {
                let rows: Vec<Value> = values.iter().map(|v| json!({ "v": v })).collect();
                shown("{{number (sum rows 'v')}}", &json!({ "rows": rows }))
            };
            let forwards = sum(&values);
            values.reverse();
            proptest::prop_assert_eq!(forwards, sum(&values));
        }

        #[test]
        fn a_grouped_number_is_the_same_number(n in proptest::num::i64::ANY) {
            let grouped = crate::schema::figure::written(&n.to_string()).expect("a plain number");
            proptest::prop_assert_eq!(grouped.replace('.', ""), n.to_string());
        }
    }
}

//! Every example makes a whole document.

mod common;

use common::{plugins, rendered, repository, told};
use vanthu_core::docx::read_text;
use vanthu_core::render::Outcome;

fn example(name: &str) -> (Vec<u8>, Vec<u8>) {
    let read = |file: &str| {
        std::fs::read(repository(&format!("examples/{name}/{file}"))).expect("an example")
    };
    (read("bao-cao.yaml"), read("co-quan.yaml"))
}

fn text(name: &str) -> Vec<String> {
    let (data, organisation) = example(name);
    let made = rendered(&plugins(), &data, Some(&organisation), false);
    assert_eq!(made.outcome, Outcome::Clean, "{}", told(&made));
    assert!(made.diagnostics.is_empty(), "{}", told(&made));
    read_text(&made.bytes.expect("a file")).expect("reads back")
}

#[test]
fn the_report_of_2017_is_put_in_form() {
    let text = text("so-ket-141");
    for line in ["Số: 141/BC-UBND", "BÁO CÁO", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Mai Đình Lâm"]
    {
        assert!(text.iter().any(|paragraph| paragraph == line), "{line}: {text:#?}");
    }
    assert!(text.iter().filter(|paragraph| paragraph.ends_with("./.")).count() == 1);
}

#[test]
fn the_report_of_a_commune_has_addressees_a_total_and_an_appendix() {
    let text = text("so-ket-xa");
    for line in ["Kính gửi:", "- Sở Y tế;", "Tổng cộng", "2.277,1", "Phụ lục", "Số: 05/BC-VHXH"]
    {
        assert!(text.iter().any(|paragraph| paragraph == line), "{line}: {text:#?}");
    }
    assert!(text.iter().filter(|paragraph| paragraph.ends_with("./.")).count() == 2);
}

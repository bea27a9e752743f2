//! Every block of the layout language, through the program.

mod common;

use common::{printed, repository, vanthu};
use vanthu_core::docx::read_text;
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Input, Job, render};

#[test]
fn every_block_says_what_its_layout_says_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("a.docx");
    let plugins = repository("tests/plugins");
    let output = vanthu()
        .args(["render", "bao-cao.yaml", "--plugins", ".", "-o"])
        .arg(&target)
        .current_dir(&plugins)
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let text = read_text(&std::fs::read(&target).expect("a file")).expect("reads back");
    let mut rest = text.iter();
    for line in [
        "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
        "Số:        /BC-ĐĐPCTT",
        "Hà Nội, ngày       tháng       năm 20    ",
        "BÁO CÁO",
        "Kính gửi: Bộ Nông nghiệp và Môi trường",
        "Căn cứ Luật Phòng, chống thiên tai ngày 19 tháng 6 năm 2013;",
        "NHỮNG VẤN ĐỀ CHUNG",
        "MỤC ĐÍCH, YÊU CẦU",
        "Yêu cầu với chữ đậm và chữ nghiêng",
        "a) Một (ý thứ 1)",
        "d) Bốn (ý thứ 4)",
        "đ) Năm (ý thứ 5)",
        "Khoản thứ ba",
        "a) Một",
        "Gạch đầu dòng, số tiền 1.525.000 đồng (Một triệu năm trăm hai mươi lăm nghìn đồng).",
        "a) Điểm có tiêu đề",
        "Bảng trên trang ngang",
        "Mã hàng <A> & \"B\"",
        "1.234.567,50",
        "Cộng",
        "1.234.567,75",
        "./.",
        "- Như trên;",
        "- Lưu: VT, VP, 05.",
        "TUQ. CỤC TRƯỞNG",
        "CHÁNH VĂN PHÒNG",
        "Phụ lục I",
        "PHỤ LỤC THỨ NHẤT",
        "a) Điểm của phụ lục",
        "./.",
        "Phụ lục II",
        "./.",
    ] {
        assert!(rest.any(|found| found == line), "{line} is not there in its place: {text:#?}");
    }
}

#[test]
fn the_dump_of_every_block_is_what_was_approved() {
    let read = |path: &str| Folder::read(&repository(path)).expect(path);
    let types = vec![("moi-khoi".to_owned(), read("tests/plugins/moi-khoi"))];
    let plugins = Plugins::new(read("templates"), types);
    let data = std::fs::read(repository("tests/plugins/bao-cao.yaml")).expect("data");
    let made = render(
        &plugins,
        &Job {
            data: Input { name: "bao-cao.yaml", bytes: &data },
            organisation: None,
            beside: &|name| std::fs::read(repository("tests/plugins").join(name)).ok(),
            draft: false,
            trace: true,
        },
    );
    let now = made.paper.unwrap_or_else(|| panic!("{:?}", made.diagnostics)).dump();
    let path = repository("tests/data/moi-khoi.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).expect("writes");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == now, "UPDATE=1 cargo test --test blocks, and look at what changed\n{now}");
}

//! The workbook that an office fills in: a sheet with a row a document, one for each list, and a
//! guide. Same schema, same bytes.

use indexmap::IndexMap;
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Note, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::book::Limits;
use super::record::{KEY, PARENT};
use super::target::{List, OWN, Plan, Target};
use crate::data::{Kind, Node, locate, push_pointer};
use crate::diag::{Diagnostic, Files};
use crate::schema::{Field, Type, date, figure};
use crate::text;

/// Excel keeps a list to choose from within so many characters; longer ones stand on a sheet.
const LONGEST_LIST: usize = 250;

/// So many columns can still be read on a page.
const PRINTED: u16 = 10;

/// Rows that a list to choose from reaches down to.
const ROWS: u32 = 5_000;

/// What a row says, and its key.
type Rows<'d> = Vec<(Option<String>, String, &'d Node)>;

/// Writes the workbook of a type whose fields are `root`, with a row for each of `documents`.
///
/// # Errors
/// When a document has what a spreadsheet cannot hold: it is read back, and has to be the same.
pub fn intake(title: &str, root: &Field, documents: &[Node]) -> Result<Vec<u8>, Diagnostic> {
    let bytes = write(title, root, documents).map_err(|error| unwritable(&error))?;
    if documents.is_empty() {
        return Ok(bytes);
    }
    let limits = Limits { columns: crate::diag::COLUMNS, ..Limits::BATCH };
    let book = super::open(&bytes, OWN[0], &limits, &mut Files::default())?;
    let read = super::records(&book, root, &[]);
    for (nth, document) in documents.iter().enumerate() {
        let there = read.records.get(nth).map(|record| leaves(&record.data, root));
        let there = there.unwrap_or_default();
        let here = leaves(document, root);
        let lost = here.iter().find(|leaf| !there.contains(leaf));
        if let Some((pointer, _)) = lost.or_else(|| there.iter().find(|leaf| !here.contains(leaf)))
        {
            return Err(unfit(pointer).at(locate(document, pointer).value.span));
        }
    }
    Ok(bytes)
}

/// The values of a document by their pointers, as a spreadsheet tells them apart.
fn leaves(node: &Node, field: &Field) -> Vec<(String, String)> {
    let mut out = Vec::new();
    gather(node, Some(field), &mut String::new(), &mut out);
    out
}

fn gather(
    node: &Node,
    field: Option<&Field>,
    pointer: &mut String,
    out: &mut Vec<(String, String)>,
) {
    let above = pointer.len();
    let mut inner = |step: &str, node: &Node| {
        // Which type it is the workbook does not say.
        if above == 0 && step == "loai" {
            return;
        }
        push_pointer(pointer, step);
        gather(node, field.and_then(|field| field.child(step)), pointer, out);
        pointer.truncate(above);
    };
    match &node.kind {
        Kind::Map(entries) => entries.iter().for_each(|entry| inner(&entry.key, &entry.value)),
        Kind::Seq(items) => {
            items.iter().enumerate().for_each(|(nth, item)| inner(&nth.to_string(), item));
        }
        Kind::Null => out.push((pointer.clone(), "~".to_owned())),
        Kind::Scalar { text, .. } => {
            let number = field.filter(|field| field.kind.is_number());
            let number = number.and_then(|_| text.parse::<Decimal>().ok());
            let text = number.map_or_else(|| text.trim().into(), |n| n.normalize().to_string());
            out.push((pointer.clone(), text));
        }
    }
}

fn unwritable(error: &XlsxError) -> Diagnostic {
    Diagnostic::error(
        "unwritable-workbook",
        text!("không ghi được bảng tính: {error}", "the workbook cannot be written: {error}"),
    )
    .hint(text!(
        "một ô chứa được nhiều nhất 32.767 ký tự",
        "a cell holds 32,767 characters at most"
    ))
}

fn unfit(pointer: &str) -> Diagnostic {
    Diagnostic::error(
        "unfit-for-workbook",
        text!(
            "bảng tính không giữ được nguyên giá trị này",
            "a spreadsheet cannot hold this value as it is"
        ),
    )
    .pointer(pointer)
    .hint(text!(
        "phần tử của danh sách phải nằm trên một dòng, số không quá 15 chữ số, chữ không bắt đầu hay kết thúc bằng dấu cách",
        "items of a list stand on one line, numbers have 15 digits at most"
    ))
}

fn write(title: &str, root: &Field, documents: &[Node]) -> Result<Vec<u8>, XlsxError> {
    let mut plan = Plan::of(root);
    plan.targets.cells.sort_by(|a, b| rank(root, a).total_cmp(&rank(root, b)));
    let mut titles = IndexMap::new();
    gather_titles(root, &mut titles);
    let (book, looks) = (Workbook::new(), Looks::new());
    let mut out = Out { book, looks, titles, choices: Vec::new() };
    // The clock would make each workbook another.
    let epoch = ExcelDateTime::from_ymd(2020, 3, 5)?;
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&epoch);
    out.book.set_properties(&properties);
    out.book.add_worksheet().set_name(OWN[1])?;
    let rows = (1..).zip(documents).map(|(nth, one): (u32, _)| (None, nth.to_string(), one));
    out.sheet(OWN[0], &plan, false, &rows.collect())?;
    out.choices_sheet()?;
    out.guide(title, &plan)?;
    out.book.save_to_buffer()
}

struct Out {
    book: Workbook,
    looks: Looks,
    /// What fields are called, by their keys.
    titles: IndexMap<String, String>,
    /// Lists to choose from that are too long for a cell, each a column of a sheet.
    choices: Vec<Vec<String>>,
}

/// Where a column stands: by the groups of the form, what has none last.
fn rank(root: &Field, target: &Target<'_>) -> f64 {
    const MIDDLE: f64 = 100.0;
    let Type::Object { properties, .. } = &root.kind else { return MIDDLE };
    let first = target.path.split('.').next().unwrap_or_default();
    let Some(group) = properties.get(first).and_then(|field| field.group.as_ref()) else {
        return f64::INFINITY;
    };
    let same = properties.values().filter(|field| field.group.as_ref() == Some(group));
    same.filter_map(|field| field.order).next_back().unwrap_or(MIDDLE)
}

fn gather_titles(field: &Field, out: &mut IndexMap<String, String>) {
    match &field.kind {
        Type::Object { properties, .. } => {
            for (name, field) in properties {
                if let Some(title) = &field.title {
                    out.entry(name.clone()).or_insert_with(|| title.clone());
                }
                gather_titles(field, out);
            }
        }
        Type::Array { items, .. } => gather_titles(items, out),
        _ => {}
    }
}

/// How cells look.
struct Looks {
    head: Format,
    needed: Format,
    text: Format,
    day: Format,
    whole: Format,
    number: Format,
    title: Format,
    wrapped: Format,
    bold: Format,
}

impl Looks {
    fn new() -> Self {
        let base = || Format::new().set_font_name("Times New Roman").set_font_size(12);
        let top = || base().set_align(FormatAlign::Top);
        let head = || {
            base()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin)
        };
        let open = || top().set_unlocked();
        let cell = || top().set_text_wrap().set_border(FormatBorder::Thin);
        Self {
            head: head().set_background_color(Color::RGB(0xDD_E7_F3)),
            needed: head().set_background_color(Color::RGB(0xFF_E8_B8)),
            text: open().set_num_format("@").set_text_wrap(),
            day: open().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            whole: open().set_num_format("#,##0"),
            // Any other format shows a comma that no digits follow, or rounds.
            number: open(),
            title: base().set_bold().set_font_size(14),
            wrapped: cell(),
            bold: cell().set_bold(),
        }
    }

    fn of(&self, field: &Field) -> &Format {
        match &field.kind {
            Type::Integer => &self.whole,
            Type::Number => &self.number,
            _ if field.format.as_deref() == Some("ngay") => &self.day,
            _ => &self.text,
        }
    }
}

impl Out {
    /// A sheet and those of its lists.
    fn sheet(
        &mut self,
        name: &str,
        plan: &Plan<'_>,
        of_list: bool,
        rows: &Rows<'_>,
    ) -> Result<(), XlsxError> {
        let mut keys = Vec::new();
        if of_list {
            keys.push((PARENT, "ghi mã dòng, ở trang trên, mà dòng này thuộc về; bỏ trống nếu trang trên chỉ có một dòng"));
        }
        if !plan.lists.is_empty() {
            keys.push((
                KEY,
                "mã tự đặt, không trùng nhau, ví dụ 1, 2, 3; các trang danh sách dùng mã này",
            ));
        }
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        // All of it may be filled in but the head.
        sheet.set_column_range_format(0, 16_383, &self.looks.text)?;
        let frozen = u16::try_from(keys.len()).unwrap_or_default();
        let mut column = 0;
        for (title, help) in &keys {
            sheet.set_column_width(column, 12)?;
            self.head(&mut sheet, column, title, help, false)?;
            column += 1;
        }
        for target in &plan.targets.cells {
            self.column(&mut sheet, column, target)?;
            column += 1;
        }
        sheet.set_row_height(0, 54)?;
        sheet.set_freeze_panes(1, frozen)?;
        sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?;
        if column <= PRINTED {
            sheet.set_print_fit_to_pages(1, 0);
        }
        sheet.protect_with_options(&ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            insert_rows: true,
            delete_rows: true,
            sort: true,
            use_autofilter: true,
            ..ProtectionOptions::default()
        });
        self.fill(&mut sheet, plan, of_list, rows)?;
        self.book.push_worksheet(sheet);
        for list in &plan.lists {
            let inner = inner(list, rows);
            self.sheet(&list.sheet, &list.plan, true, &inner)?;
        }
        Ok(())
    }

    fn head(
        &self,
        sheet: &mut Worksheet,
        column: u16,
        title: &str,
        help: &str,
        needed: bool,
    ) -> Result<(), XlsxError> {
        let (title, look) = match needed {
            true => (format!("{title} *"), &self.looks.needed),
            false => (title.to_owned(), &self.looks.head),
        };
        sheet.write_with_format(0, column, title, look)?;
        let lines = help.lines().map(|line| line.chars().count() / 38 + 1).sum::<usize>();
        let height = u32::try_from(lines * 20 + 16).unwrap_or(400).min(400);
        let note = Note::new(help).set_author("vanthu").add_author_prefix(false);
        sheet.insert_note(0, column, &note.set_width(290).set_height(height))?;
        Ok(())
    }

    fn column(
        &mut self,
        sheet: &mut Worksheet,
        column: u16,
        target: &Target<'_>,
    ) -> Result<(), XlsxError> {
        let field = target.field;
        let width = match &field.kind {
            Type::Integer | Type::Number | Type::Boolean => 14,
            Type::Array { .. } => 36,
            _ if field.long => 60,
            _ if field.format.is_some() || !field.options.is_empty() => 18,
            _ => 28,
        };
        sheet.set_column_width(column, width)?;
        sheet.set_column_format(column, self.looks.of(field))?;
        self.head(sheet, column, &target.label, &self.help(target, true), target.required)?;
        let options = options(field);
        if !options.is_empty() {
            let rule = self.choice(&options)?;
            sheet.add_data_validation(1, column, ROWS, column, &rule)?;
        }
        Ok(())
    }

    fn choice(&mut self, options: &[String]) -> Result<DataValidation, XlsxError> {
        let length: usize = options.iter().map(|option| option.chars().count() + 1).sum();
        let short = length <= LONGEST_LIST && !options.iter().any(|option| option.contains(','));
        let rule = DataValidation::new();
        let rule = if short {
            rule.allow_list_strings(options)?
        } else {
            self.choices.push(options.to_vec());
            let column = crate::diag::letters(u32::try_from(self.choices.len() - 1).unwrap_or(0));
            let (sheet, last) = (OWN[2], options.len() + 1);
            let range = format!("='{sheet}'!${column}$2:${column}${last}");
            rule.allow_list_formula(Formula::new(range))
        };
        let rule = rule.set_error_title("Không có trong danh sách")?;
        rule.set_error_message("Hãy chọn một giá trị trong danh sách của ô, hoặc để trống.")
    }

    fn choices_sheet(&mut self) -> Result<(), XlsxError> {
        if self.choices.is_empty() {
            return Ok(());
        }
        let sheet = self.book.add_worksheet().set_name(OWN[2])?;
        for (column, options) in (0..).zip(&self.choices) {
            sheet.write_with_format(0, column, "Danh sách để chọn", &self.looks.head)?;
            sheet.set_column_width(column, 40)?;
            sheet.write_column_with_format(1, column, options, &self.looks.wrapped)?;
        }
        sheet.protect();
        Ok(())
    }

    fn fill(
        &self,
        sheet: &mut Worksheet,
        plan: &Plan<'_>,
        of_list: bool,
        rows: &Rows<'_>,
    ) -> Result<(), XlsxError> {
        for (row, (parent, key, node)) in (1..).zip(rows) {
            let mut column = 0;
            if of_list {
                let parent = parent.as_deref().unwrap_or_default();
                sheet.write_with_format(row, column, parent, &self.looks.text)?;
                column += 1;
            }
            if !plan.lists.is_empty() {
                sheet.write_with_format(row, column, key, &self.looks.text)?;
                column += 1;
            }
            for target in &plan.targets.cells {
                let at = locate(node, &target.pointer);
                if at.exact {
                    self.cell(sheet, (row, column), target.field, at.value)?;
                }
                column += 1;
            }
        }
        Ok(())
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        field: &Field,
        node: &Node,
    ) -> Result<(), XlsxError> {
        let look = self.looks.of(field);
        let text = shown(field, node);
        let number = field.kind.is_number().then(|| text.parse::<f64>().ok()).flatten();
        let day = date::parse(&text).filter(|day| {
            field.format.as_deref() == Some("ngay") && super::book::written(*day) == text
        });
        match (number, day.and_then(|day| Some((day.year, day.month, day.day?)))) {
            (Some(number), _) => sheet.write_with_format(row, column, number, look)?,
            (_, Some((year, month, day))) if year >= 1900 => {
                let day = ExcelDateTime::from_ymd(year, month, day)?;
                sheet.write_with_format(row, column, &day, look)?
            }
            _ => sheet.write_string_with_format(row, column, text, look)?,
        };
        Ok(())
    }

    fn guide(&mut self, title: &str, plan: &Plan<'_>) -> Result<(), XlsxError> {
        let mut sheets: Vec<(&str, &Plan<'_>)> = vec![(OWN[0], plan)];
        sheets.extend(plan.all_lists().into_iter().map(|list| (list.sheet.as_str(), &list.plan)));
        let help = |target: &Target<'_>| (target.path.clone(), self.help(target, false));
        let helps: IndexMap<&str, IndexMap<String, String>> = sheets
            .iter()
            .map(|(name, plan)| (*name, plan.targets.cells.iter().map(help).collect()))
            .collect();
        let sheet = self.book.worksheet_from_name(OWN[1])?;
        let looks = &self.looks;
        sheet.set_column_width(0, 24)?.set_column_width(1, 36)?.set_column_width(2, 12)?;
        sheet.set_column_width(3, 56)?.set_column_width(4, 44)?;
        sheet.write_with_format(0, 0, format!("Tệp nhập liệu: {title}"), &looks.title)?;
        let plain = Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(12)
            .set_text_wrap()
            .set_align(FormatAlign::Top);
        let mut row = 1;
        for line in instructions(plan) {
            sheet.merge_range(row, 0, row, 4, &line, &plain)?;
            let lines = u32::try_from(line.chars().count() / 150 + 1).unwrap_or(1);
            sheet.set_row_height(row, 17 * lines)?;
            row += 1;
        }
        row += 1;
        for (column, head) in (0..).zip(["Trang", "Cột", "Bắt buộc", "Cách ghi", "Ví dụ"])
        {
            sheet.write_with_format(row, column, head, &looks.head)?;
        }
        sheet.set_repeat_rows(row, row)?;
        row += 1;
        for (name, plan) in sheets {
            let words = &helps[name];
            for target in &plan.targets.cells {
                let needed = if target.required { "có" } else { "" };
                let example = example(target.field).unwrap_or_default();
                let help = words.get(&target.path).cloned().unwrap_or_default();
                let texts = [name, &*target.label, needed, &*help, &*example];
                let mut lines = 1;
                for ((column, text), wide) in (0..).zip(texts).zip([26, 40, 12, 66, 52]) {
                    let look = if column == 1 { &looks.bold } else { &looks.wrapped };
                    sheet.write_with_format(row, column, text, look)?;
                    let wrapped = text.lines().map(|line| line.chars().count() / wide + 1);
                    lines = lines.max(wrapped.sum());
                }
                sheet.set_row_height(row, 16 * u32::try_from(lines).unwrap_or(1).min(25))?;
                row += 1;
            }
        }
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.protect();
        Ok(())
    }

    /// How a column is filled in; `whole`: with what else there is to say of it.
    fn help(&self, target: &Target<'_>, whole: bool) -> String {
        let field = target.field;
        let mut lines = Vec::new();
        if let Some(words) = &field.description {
            let words = self.by_title(words);
            let mut chars = words.chars();
            let first = chars.next().map(|c| c.to_uppercase().collect::<String>());
            lines.push(first.unwrap_or_default() + chars.as_str());
        }
        lines.extend(match &field.kind {
            Type::Array { .. } => {
                Some("Mỗi mục một dòng trong ô (Alt+Enter để xuống dòng)".to_owned())
            }
            Type::Integer => Some("Số nguyên".to_owned()),
            Type::Number => Some("Số, phần lẻ ghi sau dấu phẩy".to_owned()),
            _ if field.format.as_deref() == Some("ngay") => {
                Some("Ngày/tháng/năm, ví dụ 05/02/2026".to_owned())
            }
            _ if field.long => Some("Mỗi dòng là một đoạn (Alt+Enter để xuống dòng)".to_owned()),
            _ => None,
        });
        let options = options(field);
        if !options.is_empty() {
            lines.push(format!("Chọn: {}", options.join("; ")));
        }
        if let Some(default) = &field.default {
            let called = match default.as_str() {
                "true" => "có",
                "false" => "không",
                other => field.labels.get(other).map_or(other, String::as_str),
            };
            lines.push(format!("Bỏ trống thì lấy: {called}"));
        }
        if whole {
            lines.extend(example(field).map(|example| format!("Ví dụ: {example}")));
            lines.push(if target.required { "Bắt buộc" } else { "Không bắt buộc" }.to_owned());
        }
        lines.join("\n")
    }

    /// A clerk knows fields by their titles: «luu» is «Lưu».
    fn by_title(&self, words: &str) -> String {
        let mut parts = words.split('«');
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (key, rest) = part.split_once('»').unwrap_or((part, ""));
            let closed = if part.contains('»') { "»" } else { "" };
            let title = self.titles.get(key).map_or(key, String::as_str);
            out.extend(["«", title, closed, rest]);
        }
        out
    }
}

/// The rows of a list in the rows of the sheet above.
fn inner<'d>(list: &List<'_>, rows: &Rows<'d>) -> Rows<'d> {
    let mut out = Rows::new();
    for (_, key, node) in rows {
        let at = locate(node, &list.target.pointer);
        let items = at.value.as_seq().filter(|_| at.exact).unwrap_or_default();
        for item in items {
            out.push((Some(key.clone()), (out.len() + 1).to_string(), item));
        }
    }
    out
}

/// A value as it stands in a cell.
fn shown(field: &Field, node: &Node) -> String {
    match &node.kind {
        Kind::Null => "~".to_owned(),
        Kind::Scalar { text, .. } if matches!(field.kind, Type::Boolean) => {
            if text == "true" {
                "có".to_owned()
            } else {
                "không".to_owned()
            }
        }
        Kind::Scalar { text, .. } => field.labels.get(text).unwrap_or(text).clone(),
        Kind::Seq(items) => {
            let inner = match &field.kind {
                Type::Array { items, .. } => items,
                _ => field,
            };
            items.iter().map(|item| shown(inner, item)).collect::<Vec<_>>().join("\n")
        }
        Kind::Map(_) => String::new(),
    }
}

/// What a person chooses from.
fn options(field: &Field) -> Vec<String> {
    match field.kind {
        Type::Boolean => vec!["có".to_owned(), "không".to_owned()],
        Type::Array { .. } => Vec::new(),
        _ => field.options.iter().map(|o| field.labels.get(o).unwrap_or(o).clone()).collect(),
    }
}

fn example(field: &Field) -> Option<String> {
    let own = match &field.kind {
        Type::Array { items, .. } => items,
        _ => field,
    };
    let example = own.examples.first()?;
    if let Some(label) = own.labels.get(example) {
        return Some(label.clone());
    }
    Some(if own.kind.is_number() { figure::shown(example) } else { example.clone() })
}

fn instructions(plan: &Plan<'_>) -> Vec<String> {
    let main = OWN[0];
    let mut out = vec![
        format!("1. Điền vào trang «{main}», mỗi văn bản một dòng. Tên cột có dấu * là bắt buộc, trừ mục mà tệp thông tin cơ quan đã có. Để trống mục không dùng."),
        "2. Đưa chuột vào tên cột để xem cách ghi và ví dụ. Không đổi tên cột; được đổi thứ tự cột và xóa cột không dùng.".to_owned(),
        "3. Ô chữ đã định dạng Văn bản (Text), nên số 0 ở đầu được giữ. Khi chép từ nơi khác, hãy dán giá trị (Paste Values) để giữ định dạng.".to_owned(),
        "4. Không gộp ô, không ẩn dòng. Ô ghi dấu ~ nghĩa là bỏ hẳn mục mà tệp thông tin cơ quan điền sẵn.".to_owned(),
    ];
    if !plan.lists.is_empty() {
        out.push(format!("5. Mỗi danh sách có một trang riêng, mỗi phần tử một dòng: cột «{PARENT}» ghi mã ở cột «{KEY}» của trang chứa nó; chỉ có một văn bản thì để trống được."));
    }
    out
}

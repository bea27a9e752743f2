//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use vanthu_core::diag::Lang;

/// Soạn văn bản hành chính đúng thể thức Nghị định 30/2020/NĐ-CP từ tệp dữ liệu YAML.
#[derive(Debug, Parser)]
#[command(
    name = "vanthu",
    override_usage = "vanthu [TÙY CHỌN] <LỆNH>",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_required = true,
    arg_required_else_help = true,
    subcommand_value_name = "LỆNH",
    subcommand_help_heading = "Lệnh",
    help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What all commands know.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn chung")]
pub(crate) struct Common {
    /// Ngôn ngữ của thông báo: vi (mặc định) hoặc en
    #[arg(long, global = true, value_name = "NGÔN NGỮ", env = "VANTHU_LANG", default_value = "vi")]
    #[arg(hide_env = true, hide_possible_values = true, hide_default_value = true)]
    pub(crate) lang: Language,
    /// Dạng của thông báo: human (cho người đọc, mặc định), json, sarif hoặc github
    #[arg(long, global = true, value_name = "DẠNG", default_value = "human")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub(crate) format: Format,
    /// Thư mục có thêm mẫu văn bản (dùng được nhiều lần)
    #[arg(long, global = true, value_name = "THƯ MỤC")]
    pub(crate) plugins: Vec<PathBuf>,
    /// Không chạy mã máy của mẫu văn bản
    #[arg(long, global = true)]
    pub(crate) no_native: bool,
    /// Tệp ghi mã máy được tin cậy, thay cho tệp của người dùng và của máy
    #[arg(long, global = true, value_name = "TỆP")]
    pub(crate) trust_file: Option<PathBuf>,
    /// Dùng màu: auto (khi ra màn hình, mặc định), always hoặc never
    #[arg(long, global = true, value_name = "KHI NÀO", default_value = "auto")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub(crate) color: Color,
    /// Nói rõ đã dùng những tệp nào
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// In hướng dẫn này
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// In số phiên bản
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tạo tệp Word từ tệp dữ liệu
    #[command(
        override_usage = "vanthu render [TÙY CHỌN] <TỆP>",
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    Render(Render),
    /// Tạo tệp dữ liệu mẫu để điền
    #[command(
        override_usage = "vanthu new [TÙY CHỌN] <LOẠI>",
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    New(New),
    /// Kiểm tra thể thức của tệp Word từ bất cứ đâu, hoặc của tệp dữ liệu trước khi tạo
    #[command(
        override_usage = "vanthu check [TÙY CHỌN] <TỆP>...",
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    Check(Check),
    /// Giải thích một quy tắc: yêu cầu, căn cứ, ví dụ, cách sửa
    #[command(
        override_usage = "vanthu explain [TÙY CHỌN] [MÃ]...",
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    Explain(Explain),
    /// Quản lý mẫu văn bản: tin cậy, biên dịch mã máy
    #[command(
        override_usage = "vanthu plugin [TÙY CHỌN] <LỆNH>",
        subcommand_value_name = "LỆNH",
        subcommand_help_heading = "Lệnh",
        disable_help_subcommand = true,
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    Plugin(Plugin),
}

/// `vanthu plugin`.
#[derive(Debug, Args)]
pub(crate) struct Plugin {
    #[command(subcommand)]
    pub(crate) command: PluginCommand,
}

/// What to do with plugins.
#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Cho phép chạy mã máy của một mẫu, sau khi xem nó là gì
    #[command(
        override_usage = "vanthu plugin trust [TÙY CHỌN] <MẪU>",
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    Trust(Trust),
    /// Thôi cho phép chạy mã máy của một mẫu
    #[command(
        override_usage = "vanthu plugin untrust [TÙY CHỌN] <MẪU>",
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    Untrust(Untrust),
    /// Biên dịch mã máy trong thư mục mẫu, rồi ghi nó vào plugin.yaml
    #[command(
        override_usage = "vanthu plugin build [TÙY CHỌN] <THƯ MỤC>",
        help_template = "{about}\n\nCách dùng: {usage}\n\n{all-args}"
    )]
    Build(Build),
}

/// `vanthu plugin trust`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Trust {
    /// Tên mẫu, ví dụ bao-cao-thang
    #[arg(value_name = "MẪU", required_unless_present = "list", help_heading = "Đối số")]
    pub(crate) id: Option<String>,
    /// Liệt kê mã máy đang được tin cậy
    #[arg(long, conflicts_with = "id")]
    pub(crate) list: bool,
    /// Không hỏi lại
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `vanthu plugin untrust`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Untrust {
    /// Tên mẫu
    #[arg(value_name = "MẪU", help_heading = "Đối số")]
    pub(crate) id: String,
}

/// `vanthu plugin build`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Build {
    /// Thư mục mẫu, có plugin.yaml và native/Cargo.toml
    #[arg(value_name = "THƯ MỤC", help_heading = "Đối số")]
    pub(crate) folder: PathBuf,
    /// Thư viện đã biên dịch sẵn (C, C++ …), thay cho native/Cargo.toml
    #[arg(long, value_name = "TỆP")]
    pub(crate) library: Option<PathBuf>,
    /// Biên dịch cho máy khác, ví dụ x86_64-pc-windows-gnu
    #[arg(long, value_name = "ĐÍCH")]
    pub(crate) target: Option<String>,
}

/// `vanthu explain`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Explain {
    /// Mã quy tắc, như trong kết quả kiểm tra, ví dụ QH-1; bỏ trống thì liệt kê mọi quy tắc
    #[arg(value_name = "MÃ", help_heading = "Đối số")]
    pub(crate) rules: Vec<String>,
    /// Tiêu chuẩn: nd30-2020 (mặc định) hoặc tt01-2011
    #[arg(long, value_name = "TIÊU CHUẨN", default_value = "nd30-2020", hide_default_value = true)]
    pub(crate) standard: String,
    /// In cả tài liệu dưới dạng Markdown
    #[arg(long)]
    pub(crate) markdown: bool,
}

/// `vanthu check`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Check {
    /// Các tệp Word (.docx) hoặc tệp dữ liệu (.yaml); thư mục thì kiểm tra mọi tệp Word trong đó
    #[arg(value_name = "TỆP", required = true, help_heading = "Đối số")]
    pub(crate) files: Vec<PathBuf>,
    /// Tiêu chuẩn để kiểm tra: nd30-2020 (mặc định) hoặc tt01-2011
    #[arg(long, value_name = "TIÊU CHUẨN")]
    pub(crate) standard: Option<String>,
    /// Loại văn bản, khi tên loại trong tệp không nhận ra được; ví dụ "báo cáo", "công văn"
    #[arg(long, value_name = "TÊN LOẠI")]
    pub(crate) kind: Option<String>,
    /// Cảnh báo cũng tính là lỗi
    #[arg(long)]
    pub(crate) strict: bool,
    /// Tệp thông tin cơ quan cho tệp dữ liệu; mặc định tìm co-quan.yaml cạnh tệp dữ liệu
    #[arg(long, value_name = "TỆP")]
    pub(crate) co_quan: Option<PathBuf>,
}

/// `vanthu render`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Render {
    /// Tệp dữ liệu (.yaml); dấu - là đọc từ luồng vào
    #[arg(value_name = "TỆP", help_heading = "Đối số")]
    pub(crate) file: PathBuf,
    /// Tệp Word sẽ ghi; mặc định cùng tên, cùng chỗ với tệp dữ liệu
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: Option<PathBuf>,
    /// Tệp thông tin cơ quan; mặc định tìm co-quan.yaml cạnh tệp dữ liệu
    #[arg(long, value_name = "TỆP")]
    pub(crate) co_quan: Option<PathBuf>,
    /// Bản thảo: chỗ còn thiếu được đánh dấu thay vì báo lỗi
    #[arg(long)]
    pub(crate) draft: bool,
    /// Ghi đè tệp Word đã có
    #[arg(long)]
    pub(crate) force: bool,
    /// Không ghi dấu vết dữ liệu vào tệp Word
    #[arg(long)]
    pub(crate) no_trace: bool,
}

/// `vanthu new`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct New {
    /// Loại văn bản, ví dụ so-ket
    #[arg(value_name = "LOẠI", help_heading = "Đối số")]
    pub(crate) kind: String,
    /// Tệp sẽ ghi; mặc định LOẠI.yaml ở thư mục này
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: Option<PathBuf>,
}

/// `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Lang::Vi,
            Language::En => Lang::En,
        }
    }
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Cho người đọc
    Human,
    /// JSON cho chương trình khác
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Lệnh của GitHub Actions
    Github,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Khi ra màn hình
    Auto,
    /// Luôn luôn
    Always,
    /// Không bao giờ
    Never,
}

//! `vanthu explain`.

use serde_json::json;
use vanthu_core::diag::{Diagnostic, Files, Severity, nearest};
use vanthu_core::plugin::{Plugins, Refused};
use vanthu_core::standard::{Judged, Manual, Rule};
use vanthu_core::text;

use crate::args::{Common, Explain, Format};
use crate::exit::Exit;
use crate::report;

/// Prints the pages of the manual about rules, or the list of them.
pub(crate) fn run(common: &Common, args: &Explain, plugins: &Plugins) -> Exit {
    match explain(common, args, plugins) {
        Ok(exit) => exit,
        Err(refused) => {
            report::print(common, &refused.diagnostics, &refused.files, &[]);
            Exit::Usage
        }
    }
}

fn explain(common: &Common, args: &Explain, plugins: &Plugins) -> Result<Exit, Refused> {
    let (rules, manual) = (plugins.rules(&args.standard)?, plugins.manual(&args.standard)?);
    let pages = Pages { rules, manual };
    if args.markdown {
        report::page(&pages.markdown());
        return Ok(Exit::Clean);
    }
    if args.rules.is_empty() {
        pages.list(common);
        return Ok(Exit::Clean);
    }
    let mut exit = Exit::Clean;
    let mut found = Vec::new();
    for id in &args.rules {
        let id = id.to_uppercase();
        match pages.about(&id) {
            Some(about) => found.push(about),
            None => {
                report::print(common, &[pages.unknown(&id)], &Files::default(), &[]);
                exit = Exit::Usage;
            }
        }
    }
    if common.format == Format::Json {
        let objects: Vec<_> = found.iter().map(About::json).collect();
        report::page(&format!("{:#}\n", json!({ "rules": objects })));
    } else {
        let texts: Vec<String> = found.iter().map(About::text).collect();
        report::page(&texts.join("\n"));
    }
    Ok(exit)
}

/// The page of the manual about a rule, as it is printed. `None`: there is no such rule.
pub(crate) fn page(plugins: &Plugins, standard: &str, id: &str) -> Result<Option<String>, Refused> {
    let (rules, manual) = (plugins.rules(standard)?, plugins.manual(standard)?);
    Ok(Pages { rules, manual }.about(id).map(|about| about.text()))
}

struct Pages {
    rules: Vec<Rule>,
    manual: Manual,
}

/// What there is to say about an id.
struct About<'p> {
    id: &'p str,
    page: &'p vanthu_core::standard::ManualPage,
    rule: Option<&'p Rule>,
}

impl Pages {
    /// Ids in the order of the standard, then those that are no rules.
    fn ids(&self) -> Vec<&str> {
        let rules = self.rules.iter().map(|rule| rule.id.as_str());
        let others = self.manual.ids().filter(|id| !self.rules.iter().any(|r| r.id == *id));
        let others = others
            .filter(|id| self.manual.page(id).is_some_and(|page| !page.not_a_rule.is_empty()));
        rules.chain(others).collect()
    }

    fn about<'p>(&'p self, id: &str) -> Option<About<'p>> {
        let id = self.ids().into_iter().find(|known| *known == id)?;
        let rule = self.rules.iter().find(|rule| rule.id == id);
        Some(About { id, page: self.manual.page(id)?, rule })
    }

    fn list(&self, common: &Common) {
        let all: Vec<About<'_>> = self.ids().into_iter().filter_map(|id| self.about(id)).collect();
        if common.format == Format::Json {
            let objects: Vec<_> = all.iter().map(About::json).collect();
            report::page(&format!("{:#}\n", json!({ "rules": objects })));
            return;
        }
        let wide = all.iter().map(|about| about.id.len()).max().unwrap_or_default();
        let lines = all.iter().map(|about| format!("{:wide$}  {}\n", about.id, about.page.title));
        report::page(&lines.collect::<String>());
    }

    fn unknown(&self, id: &str) -> Diagnostic {
        let found = Diagnostic::error(
            "unknown-rule",
            text!("không có quy tắc «{id}»", "there is no rule «{id}»"),
        );
        match nearest(id, self.ids().into_iter()) {
            Some(near) => found.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
            None => found
                .hint(text!("xem mọi quy tắc: vanthu explain", "list them all: vanthu explain")),
        }
    }

    /// The whole manual. What another page tells of is named there.
    fn markdown(&self) -> String {
        let mut out = String::from(
            "# Quy tắc thể thức\n\n<!-- Tạo bằng: vanthu explain --markdown -->\n\n\
             Mỗi quy tắc có mã như trong kết quả của `vanthu check`; xem riêng một quy tắc bằng \
             `vanthu explain MÃ`.\n",
        );
        for id in self.ids() {
            let Some(about) = self.about(id) else { continue };
            if let Some(at) = self.manual.told_at(id) {
                let anchor = at.to_lowercase();
                out.push_str(&format!("\n## {id}\n\nXem [{at}](#{anchor}).\n"));
                continue;
            }
            out.push_str(&about.markdown());
        }
        out
    }
}

impl About<'_> {
    /// How it is judged, in words.
    fn judged(&self) -> String {
        let Some(rule) = self.rule else { return self.page.not_a_rule.clone() };
        let how = match (rule.judged, rule.severity) {
            (Judged::Person, _) => "Chỉ người xem được",
            (_, Severity::Error) => "Lỗi",
            (_, _) => "Cảnh báo",
        };
        let doubt = if rule.unverified {
            "; chưa đối chiếu được với văn bản gốc"
        } else {
            ""
        };
        format!("{how}{doubt}")
    }

    fn parts(&self) -> Vec<(&'static str, Vec<&str>)> {
        let page = self.page;
        let cite = self.rule.map(|rule| rule.cite.as_str()).into_iter().collect();
        let parts = vec![
            ("Yêu cầu", vec![page.requires.as_str()]),
            ("Căn cứ", cite),
            ("Vì sao", vec![page.why.as_str()]),
            ("Ví dụ sai", page.wrong.iter().map(String::as_str).collect()),
            ("Ví dụ đúng", page.right.iter().map(String::as_str).collect()),
            ("Cách sửa", vec![page.mend.as_str()]),
            ("Chương trình chưa xét", vec![page.unjudged.as_str()]),
        ];
        let told = |text: &&str| !text.is_empty();
        let told =
            parts.into_iter().map(|(name, texts)| (name, texts.into_iter().filter(told).collect()));
        told.filter(|(_, texts): &(_, Vec<&str>)| !texts.is_empty()).collect()
    }

    fn text(&self) -> String {
        let mut out = format!("{}  {}  ({})\n", self.id, self.page.title, self.judged());
        for (name, items) in self.parts() {
            out.push_str(&format!("\n  {name}\n"));
            for item in items {
                out.push_str(&format!("    {item}\n"));
            }
        }
        out
    }

    fn markdown(&self) -> String {
        let mut out = format!("\n## {}\n\n**{}** ({})\n", self.id, self.page.title, self.judged());
        for (name, items) in self.parts() {
            if name.starts_with("Ví dụ") {
                out.push_str(&format!("\n*{name}:*\n\n"));
                for item in items {
                    out.push_str(&format!("* {item}\n"));
                }
            } else {
                out.push_str(&format!("\n*{name}:* {}\n", items.join(" ")));
            }
        }
        out
    }

    fn json(&self) -> serde_json::Value {
        let page = self.page;
        json!({
            "id": self.id,
            "title": page.title,
            "judged": self.judged(),
            "cite": self.rule.map(|rule| &rule.cite),
            "requires": page.requires,
            "why": page.why,
            "wrong": page.wrong,
            "right": page.right,
            "mend": page.mend,
            "unjudged": page.unjudged,
        })
    }
}

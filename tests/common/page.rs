//! The page's server, and the plainest client of HTTP: what it sends is what a test says.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::common::vanthu;

/// A place of its own for settings and drafts.
pub(crate) struct Home {
    dir: TempDir,
}

impl Home {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// A file or folder of the program in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join("vanthu").join(name)
    }

    /// The server, until it is dropped.
    pub(crate) fn serve(&self) -> Served {
        self.serve_with(&[])
    }

    /// The same, with options more.
    pub(crate) fn serve_with(&self, options: &[&OsStr]) -> Served {
        let home = self.path();
        let mut child = vanthu()
            .args(["serve", "--no-open", "--port", "0", "--format", "json"])
            .args(options)
            .env("XDG_CONFIG_HOME", home)
            .env("XDG_DATA_HOME", home)
            .env("APPDATA", home)
            .env("LOCALAPPDATA", home)
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
        while !said.trim_end().ends_with("\n}") {
            assert!(lines.read_line(&mut said).expect("reads") > 0, "ended: {said}");
        }
        let said: Value = serde_json::from_str(&said).expect("JSON");
        let link = said["link"].as_str().expect("a link").to_owned();
        let rest = link.strip_prefix("http://127.0.0.1:").expect("this computer");
        let (port, token) = rest.split_once("/?token=").expect("a token");
        let (port, token) = (port.parse().expect("a port"), token.to_owned());
        Served { child, link, port, token, cookie: String::new() }
    }
}

/// A running server.
pub(crate) struct Served {
    child: Child,
    pub(crate) link: String,
    pub(crate) port: u16,
    pub(crate) token: String,
    /// `name=value`, once [`enter`](Self::enter) was called.
    pub(crate) cookie: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // As a crash would: nothing is told beforehand.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }
}

impl Served {
    /// Sends a request as it is written, lines joined by line ends, and reads the answer.
    pub(crate) fn send(&self, head: &[String], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("sets");
        let head = head.join("\r\n") + "\r\nConnection: close\r\n\r\n";
        // A server that refuses may close before it has read all.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let end = all.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer to {head}"));
        let text = String::from_utf8_lossy(&all[..end]).into_owned();
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let header = |line: &str| {
            line.split_once(": ").map(|(key, value)| (key.to_lowercase(), value.to_owned()))
        };
        let headers = lines.filter_map(header).collect();
        Answer { status: status.parse().expect("a number"), headers, body: all[end + 4..].to_vec() }
    }

    /// The lines that the page's own request has.
    pub(crate) fn own(&self, method: &str, path: &str) -> Vec<String> {
        let port = self.port;
        let mut head = vec![
            format!("{method} {path} HTTP/1.1"),
            format!("Host: 127.0.0.1:{port}"),
            format!("Cookie: {}", self.cookie),
            "Sec-Fetch-Site: same-origin".to_owned(),
        ];
        if method != "GET" {
            head.push(format!("Origin: http://127.0.0.1:{port}"));
            head.push("X-Vanthu: 1".to_owned());
            head.push("Content-Type: application/json".to_owned());
        }
        head
    }

    /// Comes with the link, and keeps the cookie.
    pub(crate) fn enter(mut self) -> Self {
        let head = [
            format!("GET /?token={} HTTP/1.1", self.token),
            format!("Host: 127.0.0.1:{}", self.port),
        ];
        let answer = self.send(&head, b"");
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookie = answer.header("set-cookie").expect("a cookie");
        self.cookie = cookie.split(';').next().expect("a pair").to_owned();
        self
    }

    /// As the page asks.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(&self.own("GET", path), b"")
    }

    /// As the page sends.
    pub(crate) fn post(&self, path: &str, sent: &Value) -> Answer {
        let body = sent.to_string();
        let mut head = self.own("POST", path);
        head.push(format!("Content-Length: {}", body.len()));
        self.send(&head, body.as_bytes())
    }

    /// As the page sends files: a line that says what is asked, with their names and sizes.
    pub(crate) fn upload(&self, path: &str, asked: &Value, files: &[(&str, &[u8])]) -> Answer {
        let one = |(name, bytes): &(&str, &[u8])| json!({ "name": name, "size": bytes.len() });
        let mut line = asked.clone();
        line["files"] = files.iter().map(one).collect();
        let bytes: Vec<&[u8]> = files.iter().map(|(_, bytes)| *bytes).collect();
        self.send_bytes(path, &[line.to_string().as_bytes(), b"\n", &bytes.concat()].concat())
    }

    /// As the page sends bytes.
    pub(crate) fn send_bytes(&self, path: &str, body: &[u8]) -> Answer {
        let mut head = self.own("POST", path);
        head.retain(|line| !line.starts_with("Content-Type"));
        head.push("Content-Type: application/octet-stream".to_owned());
        head.push(format!("Content-Length: {}", body.len()));
        self.send(&head, body)
    }

    /// A data file, as the page opens it.
    pub(crate) fn open(&self, yaml: &str) -> Value {
        let answer = self.upload("/api/open", &json!({}), &[("a.yaml", yaml.as_bytes())]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// As the page deletes.
    pub(crate) fn delete(&self, path: &str) -> Answer {
        let mut head = self.own("DELETE", path);
        head.push("Content-Length: 0".to_owned());
        self.send(&head, b"")
    }
}

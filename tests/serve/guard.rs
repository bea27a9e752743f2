//! Whom the server refuses.

use crate::page::{Answer, Home, Served};

fn served() -> (Home, Served) {
    let home = Home::new();
    let served = home.serve().enter();
    (home, served)
}

/// The page's own request to save a draft, with one line changed: `""` drops it.
fn changed(served: &Served, name: &str, line: &str) -> Answer {
    let body = r#"{"data":{"loai":"so-ket"}}"#;
    let mut head = served.own("POST", "/api/drafts");
    head.retain(|line| !line.starts_with(name));
    if !line.is_empty() {
        head.push(line.to_owned());
    }
    head.push(format!("Content-Length: {}", body.len()));
    served.send(&head, body.as_bytes())
}

#[test]
fn a_request_names_this_server_as_its_only_host() {
    let (_home, served) = served();
    let port = served.port;
    let with = |lines: &[String]| {
        let mut head = served.own("GET", "/api/types");
        head.retain(|line| !line.starts_with("Host"));
        head.extend(lines.iter().cloned());
        served.send(&head, b"").status
    };
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(with(&[format!("Host: {host}:{port}")]), 200, "{host}");
    }
    // A name of the net that was made to lead here; tricks with prefix and suffix; another port.
    for host in [
        format!("evil.example:{port}"),
        "evil.example".to_owned(),
        format!("127.0.0.1.evil.example:{port}"),
        format!("evil.example127.0.0.1:{port}"),
        format!("127.0.0.1:{}", port.wrapping_add(1)),
        "127.0.0.1".to_owned(),
        format!("localhost.:{port}"),
        format!("user@127.0.0.1:{port}"),
        String::new(),
    ] {
        let status = with(&[format!("Host: {host}")]);
        assert!(matches!(status, 400 | 421), "{host}: {status}");
    }
    let ours = format!("Host: 127.0.0.1:{port}");
    let two = with(&[ours.clone(), format!("Host: evil.example:{port}")]);
    assert!(matches!(two, 400 | 421), "{two}");
    assert!(matches!(with(&[]), 400 | 421), "none at all");
    // The host in the address itself.
    let mut head = served.own("GET", "http://evil.example/api/types");
    head.retain(|line| !line.starts_with("Host"));
    head.push(ours);
    let status = served.send(&head, b"").status;
    assert!(matches!(status, 400 | 421), "{status}");
}

#[test]
fn the_link_works_once_and_only_at_the_root() {
    let home = Home::new();
    let served = home.serve();
    let (token, port) = (served.token.clone(), served.port);
    let come = |path: &str| {
        served.send(&[format!("GET {path} HTTP/1.1"), format!("Host: 127.0.0.1:{port}")], b"")
    };
    assert_eq!(token.len(), 48, "192 bits");
    for path in [
        "/".to_owned(),
        "/?token=".to_owned(),
        format!("/?token={}", &token[1..]),
        format!("/?token={token}0"),
        format!("/?x={token}"),
        format!("/api/types?token={token}"),
        format!("/page.js?token={token}"),
    ] {
        let answer = come(&path);
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.header("set-cookie").is_none(), "{path}");
    }
    let first = come(&format!("/?token={token}"));
    assert_eq!((first.status, first.header("location")), (303, Some("/")));
    let cookie = first.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with(&format!("vanthu_{port}=")), "named by its port: {cookie}");
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains(&token), "the cookie is another secret");
    assert_eq!(come(&format!("/?token={token}")).status, 401, "used up");
}

#[test]
fn without_the_cookie_there_is_nothing() {
    let (_home, mut served) = served();
    let good = served.cookie.clone();
    let (name, value) = good.split_once('=').expect("a pair");
    for cookie in [
        String::new(),
        format!("{name}="),
        format!("{name}={}", &value[1..]),
        format!("{name}={value}0"),
        format!("vanthu_1={value}"),
        format!("{name}={}", served.token),
    ] {
        served.cookie.clone_from(&cookie);
        for path in [
            "/",
            "/page.js",
            "/page.css",
            "/api/types",
            "/api/drafts",
            "/api/organisation",
            "/none",
        ] {
            assert_eq!(served.get(path).status, 401, "{cookie} {path}");
        }
    }
    served.cookie = format!("a=b; {good}; c=d");
    assert_eq!(served.get("/api/types").status, 200, "among others");
}

#[test]
fn other_pages_are_refused_even_with_the_cookie() {
    let (home, served) = served();
    let port = served.port;
    // Another port of this computer is of the same site.
    for site in ["cross-site", "same-site", "none", ""] {
        let mut head = served.own("GET", "/api/drafts");
        head.retain(|line| !line.starts_with("Sec-Fetch-Site"));
        head.push(format!("Sec-Fetch-Site: {site}"));
        assert_eq!(served.send(&head, b"").status, 403, "{site}");
        assert_eq!(
            changed(&served, "Sec-Fetch-Site", &format!("Sec-Fetch-Site: {site}")).status,
            403,
            "{site}"
        );
    }
    for origin in [
        String::new(),
        "Origin: null".to_owned(),
        format!("Origin: http://127.0.0.1:{}", port.wrapping_add(1)),
        format!("Origin: https://127.0.0.1:{port}"),
        format!("Origin: http://evil.example:{port}"),
        format!("Origin: http://127.0.0.1:{port}.evil.example"),
        "Origin: http://127.0.0.1".to_owned(),
    ] {
        assert_eq!(changed(&served, "Origin", &origin).status, 403, "{origin}");
    }
    assert_eq!(changed(&served, "X-Vanthu", "").status, 403, "no header of our own");
    let folder = home.file("ban-nhap");
    assert_eq!(std::fs::read_dir(&folder).expect("lists").count(), 0, "nothing was written");
    assert_eq!(changed(&served, "nothing", "").status, 200, "the page itself");
    assert_eq!(std::fs::read_dir(&folder).expect("lists").count(), 1);
}

#[test]
fn a_plain_form_cannot_post() {
    let (_home, served) = served();
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/json, text/plain",
    ] {
        let line = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}") };
        assert_eq!(changed(&served, "Content-Type", &line).status, 415, "{kind}");
    }
    // A preflight gets nothing that would allow more.
    let mut head = served.own("OPTIONS", "/api/drafts");
    head.retain(|line| !line.starts_with("Origin"));
    head.push("Origin: http://evil.example".to_owned());
    head.push("Access-Control-Request-Method: POST".to_owned());
    let answer = served.send(&head, b"");
    assert_eq!(answer.status, 403);
    assert!(
        answer.headers.iter().all(|(name, _)| !name.starts_with("access-control")),
        "{answer:?}"
    );
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let (_home, served) = served();
    let refused = served.send(&["GET / HTTP/1.1".to_owned(), "Host: evil.example".to_owned()], b"");
    for answer in [
        served.get("/"),
        served.get("/page.js"),
        served.get("/api/types"),
        served.get("/none"),
        refused,
    ] {
        let header =
            |name: &str| answer.header(name).unwrap_or_else(|| panic!("{name}: {answer:?}"));
        let policy = header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(header("cache-control"), "no-store");
    }
    let page = served.get("/").text();
    assert!(
        !page.contains("style=") && !page.contains("<style") && !page.contains("onclick"),
        "{page}"
    );
}

#[test]
fn no_path_leads_out() {
    let (home, served) = served();
    std::fs::write(home.path().join("secret.yaml"), "loai: so-ket\n").expect("writes");
    for path in [
        "/../secret.yaml",
        "/..%2fsecret.yaml",
        "/page.js/../../secret.yaml",
        "/api/drafts/..%2fsecret",
        "/api/drafts/..%2F..%2Fsecret",
        "/api/drafts/%2e%2e%2f%2e%2e%2fsecret",
        "/api/drafts/..%5csecret",
        "/api/drafts/secret.yaml",
        "/api/drafts/%00",
        "/api/drafts/A",
        "/api/drafts/none",
        "/web/page.js",
        "//etc/passwd",
    ] {
        assert_eq!(served.get(path).status, 404, "{path}");
        let status = served.delete(path).status;
        assert!(matches!(status, 404 | 405), "{path}: {status}");
    }
    for id in ["..", "..%2fso-ket", "%2fetc", "none", "so-ket%2f..%2fso-ket"] {
        assert_eq!(served.get(&format!("/api/form/{id}")).status, 422, "{id}");
    }
    let sent = serde_json::json!({ "id": "../secret", "data": { "loai": "so-ket" } });
    assert_eq!(served.post("/api/drafts", &sent).status, 404);
    let text = std::fs::read_to_string(home.path().join("secret.yaml")).expect("reads");
    assert_eq!(text, "loai: so-ket\n");
}

#[test]
fn bodies_have_limits_and_no_body_breaks_it() {
    let (_home, served) = served();
    let large = format!(r#"{{"data":{{"loai":"so-ket","mo_dau":"{}"}}}}"#, "a".repeat(2 << 20));
    let mut head = served.own("POST", "/api/judge");
    head.push(format!("Content-Length: {}", large.len()));
    assert_eq!(served.send(&head, large.as_bytes()).status, 413);
    // Told before it is sent.
    let mut head = served.own("POST", "/api/check");
    head.retain(|line| !line.starts_with("Content-Type"));
    head.push(
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            .to_owned(),
    );
    let mut announced = head.clone();
    announced.push(format!("Content-Length: {}", 11 << 20));
    assert_eq!(served.send(&announced, b"PK").status, 413);
    for body in [&b"PK\x03\x04 broken"[..], b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
        let mut head = head.clone();
        head.push(format!("Content-Length: {}", body.len()));
        let answer = served.send(&head, body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json()["findings"][0]["severity"], "error");
    }
    for body in
        ["", "x", "[]", "{}", r#"{"data":1}"#, r#"{"data":[]}"#, "\u{feff}{}", &"[".repeat(200_000)]
    {
        for path in ["/api/judge", "/api/word", "/api/yaml", "/api/drafts", "/api/organisation"] {
            let mut head = served.own("POST", path);
            head.push(format!("Content-Length: {}", body.len()));
            assert_eq!(served.send(&head, body.as_bytes()).status, 400, "{path}");
        }
    }
    let deep = format!(
        r#"{{"data":{{"loai":"so-ket","mo_dau":{}{}}}}}"#,
        "[".repeat(100),
        "]".repeat(100)
    );
    let deep = serde_json::from_str(&deep).expect("JSON");
    let answer = served.post("/api/judge", &deep);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(!answer.json()["findings"].as_array().expect("a list").is_empty());
}

#[test]
fn a_file_that_unfolds_without_end_is_refused() {
    use std::io::Write;
    let (_home, served) = served();
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for part in ["[Content_Types].xml", "_rels/.rels", "word/document.xml"] {
        bomb.start_file(part, options).expect("starts");
        for _ in 0..300 {
            bomb.write_all(&[b' '; 1 << 20]).expect("writes");
        }
    }
    let bomb = bomb.finish().expect("ends").into_inner();
    assert!(bomb.len() < 10 << 20, "{}", bomb.len());
    let mut head = served.own("POST", "/api/check");
    head.retain(|line| !line.starts_with("Content-Type"));
    head.push(
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            .to_owned(),
    );
    head.push(format!("Content-Length: {}", bomb.len()));
    let answer = served.send(&head, &bomb);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["findings"][0]["code"], "unreadable", "{}", answer.text());
}

#[test]
fn only_this_computer_is_listened_to() {
    let (_home, served) = served();
    let own = std::net::UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        // No packet is sent; the system says which address it would be sent from.
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    let Ok(own) = own else { return };
    let at = (own.ip(), served.port);
    assert!(own.ip().is_loopback() || std::net::TcpStream::connect(at).is_err(), "{at:?}");
}

//! A browser with its driver, and hands on its keyboard.

use std::cell::Cell;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::common::repository;
use crate::page::{Home, Served};

/// The stops of the tab key, in their order. Of radio buttons one is a stop.
pub(crate) const STOPS: &str = "(() => {
    const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]');
    const stop = (e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }) && (e.type !== 'radio' || e.checked);
    return [...all].filter(stop);
})()";

/// What the hands did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    /// Keys, with those that are held.
    pub(crate) keys: usize,
    /// Clicks of the mouse.
    pub(crate) clicks: usize,
    /// Of the keys, the letters of long texts, which clerks mostly have already.
    pub(crate) letters: usize,
    /// Long texts.
    pub(crate) texts: usize,
}

/// Select, Ctrl+C, Alt+Tab, click, Ctrl+V.
pub(crate) const PASTED: Tally = Tally { keys: 6, clicks: 2, letters: 0, texts: 0 };

/// A browser with its driver. Where a machine has none, a test that needs it says so; in CI it
/// fails.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    pub(crate) client: Client,
    pub(crate) tally: Cell<Tally>,
}

impl Browser {
    /// A window of 1280 by 720; files come down into the folder.
    pub(crate) async fn new(downloads: &Path) -> Option<Self> {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let started = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(driver) = started else {
            assert!(
                std::env::var_os("CI").is_none(),
                "there is no chromedriver here (Debian: chromium-driver)"
            );
            println!("NOT CHECKED: there is no chromedriver here (Debian: chromium-driver)");
            return None;
        };
        let mut options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=vi", "--window-size=1280,720", "--hide-scrollbars", "--force-device-scale-factor=1"],
            "prefs": { "download.default_directory": downloads.display().to_string() },
        });
        // Debian's wrapper is a shell script that the driver cannot watch.
        if Path::new("/usr/lib/chromium/chromium").exists() {
            options["binary"] = "/usr/lib/chromium/chromium".into();
        }
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), options);
        wanted.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted);
        let address = format!("http://127.0.0.1:{port}");
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            match builder.connect(&address).await {
                Ok(client) => return Some(Self { driver, port, client, tally: Cell::default() }),
                Err(error) => assert!(Instant::now() < until, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Makes the page of a size, in dots of CSS, smaller than a window can be too.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let session = self.client.session_id().await.expect("answers").expect("a session");
        let params =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let body =
            json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": params }).to_string();
        let port = self.port;
        let head = format!(
            "POST /session/{session}/goog/cdp/execute HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connects");
        stream.write_all((head + &body).as_bytes()).expect("sends");
        // The driver keeps the connection.
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).expect("reads");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        self.until(&format!("innerWidth === {width} && innerHeight === {height}"), "the size")
            .await;
    }

    /// Waits until a script gives something true.
    pub(crate) async fn until(&self, script: &str, what: &str) -> Value {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let found = self.client.execute(&format!("return {script}"), Vec::new()).await;
            if let Ok(found) = found
                && !matches!(found, Value::Null | Value::Bool(false))
                && found != json!(0)
                && found != json!("")
            {
                return found;
            }
            if Instant::now() > end {
                let text = self.client.execute("return document.body.innerText", Vec::new()).await;
                panic!("waited in vain for {what}: {text:?}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What is typed is saved, and nothing newer waits.
    pub(crate) async fn until_saved(&self) {
        let saved = "location.hash.startsWith('#/nhap/') && document.getElementById('status').textContent.startsWith('Đã lưu')";
        self.until(saved, "saving").await;
    }

    pub(crate) async fn run(&self, script: &str, with: Vec<Value>) -> Value {
        self.client.execute(script, with).await.expect("runs")
    }

    /// What an expression gives.
    pub(crate) async fn tell(&self, expression: &str) -> Value {
        self.run(&format!("return {expression}"), Vec::new()).await
    }

    /// Adds to what the hands did.
    pub(crate) fn count(&self, more: Tally) {
        let now = self.tally.get();
        self.tally.set(Tally {
            keys: now.keys + more.keys,
            clicks: now.clicks + more.clicks,
            letters: now.letters + more.letters,
            texts: now.texts + more.texts,
        });
    }

    /// Types what a keyboard types, wherever the cursor is.
    pub(crate) async fn type_keys(&self, keys: &str) {
        // The last of them lets go of those that are held.
        let count = keys.chars().filter(|key| key.to_string() != Key::Null.to_string()).count();
        self.count(Tally { keys: count, ..Tally::default() });
        let active = self.client.active_element().await.expect("a cursor");
        active.send_keys(keys).await.expect("types");
    }

    pub(crate) async fn key(&self, key: Key) {
        self.type_keys(&key.to_string()).await;
    }

    /// Types in place of what stands in the box.
    pub(crate) async fn retype(&self, text: &str) {
        let (hold, release) = (Key::Control, Key::Null);
        self.type_keys(&format!("{hold}a{release}{}{text}", Key::Delete)).await;
    }

    /// Goes by the tab key to the field of a pointer; parts that are folded are unfolded.
    pub(crate) async fn tab_to(&self, pointer: &str) {
        self.tab(&format!("document.getElementById('m{pointer}')")).await;
    }

    /// Goes by the tab key to a button of this name.
    pub(crate) async fn tab_to_button(&self, name: &str) {
        self.tab(&format!(
            "[...document.querySelectorAll('button')].find(b => b.textContent === '{name}')"
        ))
        .await;
    }

    /// Goes by the tab key to an element.
    pub(crate) async fn tab(&self, element: &str) {
        loop {
            let folded = format!(
                "(() => {{ let last = null;
                for (let up = {element}?.parentElement; up; up = up.parentElement) if (up.tagName === 'DETAILS' && !up.open) last = up.firstElementChild;
                return last; }})()"
            );
            if self.tell(&folded).await == Value::Null {
                break;
            }
            self.go(&folded, element).await;
            self.key(Key::Enter).await;
        }
        self.go(element, element).await;
    }

    async fn go(&self, element: &str, what: &str) {
        for _ in 0..10 {
            let far = format!(
                "(() => {{ const at = {element}, now = document.activeElement;
                if (at === now) return 0;
                const stops = {STOPS}, to = stops.indexOf(at);
                if (!at || to < 0) return null;
                const from = stops.findLastIndex(stop => stop === now || (now.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING && !now.contains(stop)));
                return to - from || 1; }})()"
            );
            let Some(steps) = self.tell(&far).await.as_i64() else {
                panic!("nothing that the tab key stops at: {what}");
            };
            if steps == 0 {
                return;
            }
            let tabs = Key::Tab.to_string().repeat(usize::try_from(steps.abs()).expect("a number"));
            let shift = if steps < 0 { Key::Shift.to_string() } else { String::new() };
            self.type_keys(&format!("{shift}{tabs}{}", Key::Null)).await;
        }
        panic!("no way by keyboard to {what}");
    }

    /// Clicks into the field of a pointer.
    pub(crate) async fn click(&self, pointer: &str) {
        self.count(Tally { clicks: 1, ..Tally::default() });
        let id = format!("m{pointer}");
        let script = "document.getElementById(arguments[0]).scrollIntoView({ block: 'center' })";
        self.run(script, vec![json!(id)]).await;
        let field = self.client.find(Locator::Id(&id)).await.expect("a field");
        field.click().await.expect("clicks");
    }

    /// Drags the mouse over words in the field of a pointer, and types others in their place.
    pub(crate) async fn replace(&self, pointer: &str, words: &str, with: &str) {
        self.count(Tally { clicks: 2, ..Tally::default() });
        let script = "const at = document.getElementById('m' + arguments[0]), from = at.value.indexOf(arguments[1]);
            at.focus();
            at.setSelectionRange(from, from + arguments[1].length);
            return from >= 0;";
        let found = self.run(script, vec![json!(pointer), json!(words)]).await;
        assert_eq!(found, json!(true), "«{words}» in {pointer}");
        self.type_keys(with).await;
    }

    /// A copied text takes the place of what stands in the field of a pointer.
    pub(crate) async fn paste_over(&self, pointer: &str, text: &str) {
        // The click into the field is one of those of a paste.
        self.count(Tally { clicks: PASTED.clicks - 1, ..PASTED });
        self.click(pointer).await;
        self.type_keys(&format!("{}a{}", Key::Control, Key::Null)).await;
        self.run("document.execCommand('insertText', false, arguments[0])", vec![json!(text)])
            .await;
    }

    pub(crate) async fn press(&self, button: &str) {
        self.count(Tally { clicks: 1, ..Tally::default() });
        let path = format!("//button[normalize-space()='{button}']");
        self.client
            .find(Locator::XPath(&path))
            .await
            .unwrap_or_else(|error| panic!("{button}: {error}"))
            .click()
            .await
            .expect("clicks");
    }

    /// Chooses a file, as its dialogue would.
    pub(crate) async fn choose(&self, id: &str, path: &Path) {
        // The button, the file, «Open».
        self.count(Tally { clicks: 3, ..Tally::default() });
        let file = self.client.find(Locator::Id(id)).await.expect("a box for files");
        file.send_keys(&path.display().to_string()).await.expect("chooses");
    }

    /// Copied cells arrive in the field of a pointer.
    pub(crate) async fn paste(&self, pointer: &str, text: &str) {
        self.count(PASTED);
        let script = "const at = document.getElementById('m' + arguments[0]);
            for (let up = at; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true;
            const clipboardData = new DataTransfer();
            clipboardData.setData('text', arguments[1]);
            at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));";
        self.run(script, vec![json!(pointer), json!(text)]).await;
    }

    /// Ends the browser, and the driver with it.
    pub(crate) async fn close(self) {
        let _ = self.client.clone().close().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is only killed leaves its browser behind.
        #[cfg(unix)]
        let _ = Command::new("kill").arg(self.driver.id().to_string()).status();
        #[cfg(not(unix))]
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Starts the program; the page is at the start.
pub(crate) async fn open(browser: &Browser, home: &Home, hash: &str) -> Served {
    let served = home.serve();
    enter(browser, &served, hash).await;
    served
}

/// Comes with the link.
pub(crate) async fn enter(browser: &Browser, served: &Served, hash: &str) {
    browser.client.goto(&served.link).await.expect("opens");
    browser.until("document.querySelector('.types')", "the types").await;
    if !hash.is_empty() {
        browser.run("location.hash = arguments[0]", vec![json!(hash)]).await;
        browser.until("document.querySelector('.bar')", "the form").await;
    }
}

/// The file that came down.
pub(crate) async fn downloaded(folder: &Path, name: &str) -> Vec<u8> {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Ok(bytes) = fs::read(folder.join(name))
            && !bytes.is_empty()
        {
            return bytes;
        }
        assert!(Instant::now() < until, "{name} did not come");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The organisation of an example.
pub(crate) fn office_of(home: &Home, example: &str) {
    fs::create_dir_all(home.file("")).expect("makes");
    let from = repository("examples").join(example).join("co-quan.yaml");
    fs::copy(from, home.file("co-quan.yaml")).expect("copies");
}

pub(crate) fn office(home: &Home) {
    office_of(home, "so-ket-xa");
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runs")
}

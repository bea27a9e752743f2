//! A worker process, from outside: started when first needed, asked, and stopped.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::worker::{Message, read_frame, write_frame};

/// The argument that makes the program a worker.
pub(super) const ARGUMENT: &str = "--plugin-worker";

/// Of what a library prints, so much is kept.
const NOISE: u64 = 4 << 10;

/// `CREATE_NO_WINDOW`: no console opens for a worker.
#[cfg(windows)]
const NO_WINDOW: u32 = 0x0800_0000;

/// A worker that is there.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    requests: Sender<Vec<u8>>,
    replies: Receiver<io::Result<Option<Vec<u8>>>>,
    noise: Receiver<Vec<u8>>,
    /// How it ended, once it was waited for.
    over: Option<ExitStatus>,
}

/// How a worker ended when it should not have.
#[derive(Debug)]
pub(super) enum Ended {
    /// It took too long and was stopped.
    Late,
    /// It died.
    Died { status: Option<ExitStatus>, noise: String },
    /// It said what no worker says.
    Confused,
}

impl Worker {
    /// Starts `program` as a worker in an empty environment and the folder `cwd`.
    pub(super) fn start(program: &Path, cwd: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg(ARGUMENT).env_clear().current_dir(cwd);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Windows finds its own libraries by it.
        if let Some(root) = std::env::var_os("SystemRoot").filter(|_| cfg!(windows)) {
            command.env("SystemRoot", root);
        }
        // What it may start itself is stopped with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        #[cfg(windows)]
        std::os::windows::process::CommandExt::creation_flags(&mut command, NO_WINDOW);
        let mut child = command.spawn()?;
        let pipe = || io::Error::from(io::ErrorKind::BrokenPipe);
        let stdin = child.stdin.take().ok_or_else(pipe)?;
        let stdout = child.stdout.take().ok_or_else(pipe)?;
        let stderr = child.stderr.take().ok_or_else(pipe)?;
        let (requests, asked) = channel();
        let (answers, replies) = channel();
        // Threads of their own, so that no pipe, full or open for ever, holds up the program.
        thread::spawn(move || talk(stdin, stdout, &asked, &answers));
        let (heard, noise) = channel();
        thread::spawn(move || {
            let _ = heard.send(listen(stderr));
        });
        Ok(Self { child, requests, replies, noise, over: None })
    }

    /// Sends a frame and waits for the reply.
    pub(super) fn ask(&mut self, frame: Vec<u8>, patience: Duration) -> Result<Message, Ended> {
        // That it is gone is seen below.
        let _ = self.requests.send(frame);
        match self.replies.recv_timeout(patience) {
            Ok(Ok(Some(frame))) => match Message::read(&frame) {
                Some(message) => Ok(message),
                None => {
                    self.stop();
                    Err(Ended::Confused)
                }
            },
            Ok(Ok(None) | Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(self.died()),
            Err(RecvTimeoutError::Timeout) => {
                self.stop();
                Err(Ended::Late)
            }
        }
    }

    /// It closed its end: waits a moment for it to be gone.
    fn died(&mut self) -> Ended {
        for _ in 0..100 {
            if self.has_ended() {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.stop();
        let noise = self.noise.recv_timeout(Duration::from_millis(200)).unwrap_or_default();
        let noise = String::from_utf8_lossy(&noise).trim().to_owned();
        Ended::Died { status: self.over, noise }
    }

    /// Whether it is gone; it is not waited for yet, so that its number stays its own.
    #[cfg(unix)]
    fn has_ended(&mut self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        self.pid().is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), options), Ok(None)))
    }

    #[cfg(not(unix))]
    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    #[cfg(unix)]
    fn pid(&self) -> Option<rustix::process::Pid> {
        i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw)
    }

    /// Stops it, and what it started, and waits for it.
    fn stop(&mut self) {
        if self.over.is_some() {
            return;
        }
        #[cfg(unix)]
        if let Some(group) = self.pid() {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        self.over = self.child.wait().ok();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

fn talk(
    mut stdin: ChildStdin,
    mut stdout: ChildStdout,
    asked: &Receiver<Vec<u8>>,
    answers: &Sender<io::Result<Option<Vec<u8>>>>,
) {
    for request in asked {
        let reply = write_frame(&mut stdin, &request).and_then(|()| read_frame(&mut stdout));
        let over = !matches!(reply, Ok(Some(_)));
        if answers.send(reply).is_err() || over {
            return;
        }
    }
}

/// The first of what is printed; all of it is read, so that nobody waits.
fn listen(mut stderr: impl Read) -> Vec<u8> {
    let mut noise = Vec::new();
    let _ = stderr.by_ref().take(NOISE).read_to_end(&mut noise);
    let _ = io::copy(&mut stderr, &mut io::sink());
    noise
}

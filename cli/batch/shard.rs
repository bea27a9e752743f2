//! A part of a batch, for one machine of several.

use sha2::{Digest, Sha256};
use vanthu_core::diag::Text;
use vanthu_core::text;

/// Part `number` of `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    /// From 1.
    number: u64,
    count: u64,
}

/// Schedulers that number the tasks of a job: the variables of number and count, and the number of
/// their first task.
const SCHEDULERS: [(&str, &str, Option<u64>); 3] = [
    // Kubernetes, an Indexed Job; the count is no variable of its own and is set in the manifest.
    ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", Some(0)),
    // Slurm, an array; its first number is another variable.
    ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", None),
    // AWS Batch, an array job; the count is set by hand.
    ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", Some(0)),
];

impl Shard {
    /// `K/N`, or `auto`: what a scheduler says in the environment, which `var` reads.
    pub(super) fn read(written: &str, var: &dyn Fn(&str) -> Option<String>) -> Result<Self, Text> {
        if written == "auto" {
            return Self::scheduled(var);
        }
        let pair = written.split_once('/');
        let parsed = pair.and_then(|(number, count)| Some((whole(number)?, whole(count)?)));
        parsed.and_then(|(number, count)| Self::new(number, count)).ok_or_else(|| {
            text!(
                "«{written}» không phải phần K/N, với K từ 1 đến N",
                "«{written}» is no part K/N with K from 1 to N"
            )
        })
    }

    fn new(number: u64, count: u64) -> Option<Self> {
        (1..=count).contains(&number).then_some(Self { number, count })
    }

    fn scheduled(var: &dyn Fn(&str) -> Option<String>) -> Result<Self, Text> {
        for (number, count, first) in SCHEDULERS {
            let Some(task) = var(number) else { continue };
            let Some(size) = var(count) else {
                return Err(text!(
                    "có biến {number} mà không có biến {count}: đặt số phần vào biến này",
                    "{number} is set and {count} is not: set it to the count of tasks"
                ));
            };
            let first = match first {
                Some(first) => Some(first),
                None => match var("SLURM_ARRAY_TASK_MIN") {
                    Some(least) => whole(&least),
                    None => Some(0),
                },
            };
            let offset = whole(&task).zip(first).and_then(|(task, first)| task.checked_sub(first));
            let shard = offset.zip(whole(&size)).and_then(|(at, size)| Self::new(at + 1, size));
            return shard.ok_or_else(|| {
                text!(
                    "{number}={task}, {count}={size} không phải một phần của công việc",
                    "{number}={task}, {count}={size} is no part of a job"
                )
            });
        }
        let all = SCHEDULERS.map(|(number, _, _)| number).join(", ");
        Err(text!(
            "--shard auto mà không có biến nào trong: {all}",
            "--shard auto, and none of these is set: {all}"
        ))
    }

    /// Whether the document of this file is in this part. It depends on the name alone, so that a
    /// document that is added moves no other.
    pub(super) fn has(self, name: &str) -> bool {
        let hash = Sha256::digest(name.as_bytes());
        let first = hash.iter().take(8).fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
        first % self.count == self.number - 1
    }

    /// For names of files: `2-of-5`.
    pub(super) fn tag(self) -> String {
        format!("{}-of-{}", self.number, self.count)
    }
}

fn whole(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(vars: &[(&str, &str)]) -> Result<Shard, Text> {
        let var = |name: &str| {
            vars.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        Shard::read("auto", &var)
    }

    #[test]
    fn schedulers_are_understood() {
        let part = |number, count| Ok(Shard { number, count });
        assert_eq!(auto(&[("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "4")]), part(1, 4));
        assert_eq!(
            auto(&[
                ("SLURM_ARRAY_TASK_ID", "3"),
                ("SLURM_ARRAY_TASK_COUNT", "3"),
                ("SLURM_ARRAY_TASK_MIN", "1")
            ]),
            part(3, 3)
        );
        assert!(auto(&[("JOB_COMPLETION_INDEX", "0")]).is_err(), "no count");
        assert!(auto(&[("JOB_COMPLETION_INDEX", "4"), ("JOB_COMPLETIONS", "4")]).is_err());
        assert!(auto(&[]).is_err());
    }

    #[test]
    fn parts_are_written_k_of_n() {
        let read = |text| Shard::read(text, &|_| None).ok();
        assert_eq!(read("2/3"), Some(Shard { number: 2, count: 3 }));
        for wrong in ["0/3", "4/3", "3", "a/b", "1/0", "+1/2", "-1/2", "1/2/3", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_name_is_in_one_part() {
        let names: Vec<String> = (0..1000).map(|n| format!("xã {n}.docx")).collect();
        for count in [1, 2, 7] {
            let parts: Vec<_> = (1..=count).filter_map(|k| Shard::new(k, count)).collect();
            for name in &names {
                assert_eq!(parts.iter().filter(|part| part.has(name)).count(), 1);
            }
            for part in &parts {
                let share = names.iter().filter(|name| part.has(name)).count() as u64;
                assert!(share > 1000 / count / 2, "{share} of {count}");
            }
        }
    }
}

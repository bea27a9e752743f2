//! What each helper does with its values.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde_json::Value;

use super::fault::Fault;
use super::{
    date as written_date, letter as nth_letter, number as figures, roman as numerals, text, words,
};
use crate::schema::date as calendar;
use crate::text as say;

/// A helper at work.
pub(super) type Work = fn(&Args<'_>) -> Result<Value, Fault>;

/// The options of helpers that say numbers in words.
pub(super) const WORDS: &[&str] = &["ngan", "le", "bon"];

/// The values and options of a call. Absent values are `Null`.
pub(super) struct Args<'a> {
    pub(super) values: &'a [&'a Value],
    pub(super) options: &'a [(&'a str, &'a Value)],
}

impl Args<'_> {
    fn value(&self, nth: usize) -> &Value {
        self.values.get(nth).copied().unwrap_or(&Value::Null)
    }

    fn text(&self, nth: usize) -> Result<String, Fault> {
        match self.value(nth) {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(Fault::absent()),
        }
    }

    fn number(&self, nth: usize) -> Result<Decimal, Fault> {
        match self.value(nth) {
            Value::Null => Err(Fault::absent()),
            value => figures::read(value).ok_or_else(|| Fault::not_a_number(value)),
        }
    }

    fn whole(&self, nth: usize) -> Result<i64, Fault> {
        let number = self.number(nth)?;
        let whole = number.is_integer().then(|| i64::try_from(number).ok()).flatten();
        whole.ok_or_else(|| Fault::not_whole(self.value(nth)))
    }

    fn list(&self, nth: usize) -> &[Value] {
        self.value(nth).as_array().map_or(&[], Vec::as_slice)
    }

    fn option(&self, name: &str) -> Option<&Value> {
        self.options.iter().find(|(option, _)| *option == name).map(|(_, value)| *value)
    }

    fn flag(&self, option: &str) -> bool {
        self.option(option) == Some(&Value::Bool(true))
    }

    fn decimals(&self) -> Option<u32> {
        let wanted = self.option("decimals")?.as_u64()?;
        Some(u32::try_from(wanted).unwrap_or(u32::MAX).min(12))
    }
}

pub(super) fn date(args: &Args<'_>) -> Result<Value, Fault> {
    let given = args.text(0)?;
    let date = calendar::parse(&given)
        .ok_or_else(|| Fault(say!("«{given}» không phải ngày tháng", "«{given}» is no date")))?;
    let short = args.option("style").is_some_and(|style| style.as_str() == Some("short"));
    Ok(if short { written_date::short(date) } else { written_date::long(date) }.into())
}

pub(super) fn number(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(figures::show(args.number(0)?, args.decimals()).into())
}

pub(super) fn money(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(format!("{} đồng", figures::show(args.number(0)?, None)).into())
}

fn style(args: &Args<'_>) -> words::Style {
    words::Style { ngan: args.flag("ngan"), le: args.flag("le"), bon: args.flag("bon") }
}

pub(super) fn words(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(words::words(args.whole(0)?, style(args)).into())
}

pub(super) fn money_words(args: &Args<'_>) -> Result<Value, Fault> {
    let amount = words::words(args.whole(0)?, style(args));
    Ok(format!("{} đồng", text::capitalize(&amount)).into())
}

pub(super) fn percent(args: &Args<'_>) -> Result<Value, Fault> {
    let (part, whole) = (args.number(0)?, args.number(1)?);
    // Offices write a dash where there is nothing to compare with.
    let Some(share) = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|p| p.checked_div(whole))
    else {
        return Ok("-".into());
    };
    Ok(figures::show(share, Some(args.decimals().unwrap_or(1))).into())
}

pub(super) fn difference(args: &Args<'_>) -> Result<Value, Fault> {
    let change = args.number(0)?.checked_sub(args.number(1)?).ok_or_else(Fault::too_big)?;
    let shown = figures::show(change.normalize(), args.decimals());
    let plus = if change > Decimal::ZERO { "+" } else { "" };
    Ok(format!("{plus}{shown}").into())
}

pub(super) fn roman(args: &Args<'_>) -> Result<Value, Fault> {
    let number = u32::try_from(args.whole(0)?).ok().and_then(numerals::roman);
    number.map(Value::from).ok_or_else(|| {
        let given = args.value(0);
        Fault(say!("không có số La Mã cho {given}", "there is no Roman numeral for {given}"))
    })
}

pub(super) fn letter(args: &Args<'_>) -> Result<Value, Fault> {
    let letter = usize::try_from(args.whole(0)?).ok().and_then(nth_letter);
    letter.map(Value::from).ok_or_else(|| {
        let given = args.value(0);
        Fault(say!("không có chữ cái thứ {given}", "there is no letter number {given}"))
    })
}

pub(super) fn pad(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(text::pad(&args.text(0)?).into())
}

pub(super) fn upper(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(args.text(0)?.to_uppercase().into())
}

pub(super) fn lower(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(args.text(0)?.to_lowercase().into())
}

pub(super) fn capitalize(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(text::capitalize(&args.text(0)?).into())
}

pub(super) fn bare(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(text::bare(&args.text(0)?).into())
}

pub(super) fn default(args: &Args<'_>) -> Result<Value, Fault> {
    match args.value(0) {
        Value::Null => args.text(1).map(Value::from),
        Value::String(text) if text.trim().is_empty() => args.text(1).map(Value::from),
        _ => args.text(0).map(Value::from),
    }
}

pub(super) fn join(args: &Args<'_>) -> Result<Value, Fault> {
    let between = match args.value(1) {
        Value::Null => ", ".to_owned(),
        _ => args.text(1)?,
    };
    let item = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(args.list(0).iter().map(item).collect::<Vec<_>>().join(&between).into())
}

pub(super) fn sum(args: &Args<'_>) -> Result<Value, Fault> {
    let field = args.text(1)?;
    let mut total = Decimal::ZERO;
    for row in args.list(0) {
        let Some(value) = row.get(&field).filter(|value| !value.is_null()) else { continue };
        let number = figures::read(value).ok_or_else(|| Fault::not_a_number(value))?;
        total = total.checked_add(number).ok_or_else(Fault::too_big)?;
    }
    Ok(figures::value(total))
}

pub(super) fn day(args: &Args<'_>) -> Result<Value, Fault> {
    let written = format!("{}/{}/{:04}", args.whole(0)?, args.whole(1)?, args.whole(2)?);
    let date = calendar::parse(&written)
        .ok_or_else(|| Fault(say!("không có ngày {written}", "there is no day {written}")))?;
    Ok(written_date::short(date).into())
}

pub(super) fn days(args: &Args<'_>) -> Result<Value, Fault> {
    let day = |nth: usize| {
        let given = args.text(nth)?;
        calendar::parse(&given).and_then(|date| date.number()).ok_or_else(|| {
            Fault(say!("«{given}» không phải ngày đầy đủ", "«{given}» is no full date"))
        })
    };
    Ok((day(1)? - day(0)?).into())
}

/// Folds all values, exactly.
fn fold(args: &Args<'_>, with: fn(Decimal, Decimal) -> Option<Decimal>) -> Result<Value, Fault> {
    let mut total = args.number(0)?;
    for nth in 1..args.values.len() {
        total = with(total, args.number(nth)?).ok_or_else(Fault::too_big)?;
    }
    Ok(figures::value(total))
}

pub(super) fn add(args: &Args<'_>) -> Result<Value, Fault> {
    fold(args, Decimal::checked_add)
}

pub(super) fn subtract(args: &Args<'_>) -> Result<Value, Fault> {
    fold(args, Decimal::checked_sub)
}

pub(super) fn multiply(args: &Args<'_>) -> Result<Value, Fault> {
    fold(args, Decimal::checked_mul)
}

pub(super) fn divide(args: &Args<'_>) -> Result<Value, Fault> {
    if args.number(1)?.is_zero() {
        return Err(Fault(say!("không chia được cho 0", "nothing can be divided by 0")));
    }
    fold(args, Decimal::checked_div)
}

pub(super) fn round(args: &Args<'_>) -> Result<Value, Fault> {
    let places = args.decimals().unwrap_or(0);
    let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    Ok(figures::value(args.number(0)?.round_dp_with_strategy(places, strategy)))
}

pub(super) fn abs(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(figures::value(args.number(0)?.abs()))
}

pub(super) fn length(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(match args.value(0) {
        Value::Array(items) => items.len(),
        Value::String(text) => text.chars().count(),
        _ => 0,
    }
    .into())
}

/// Two values, when both are dates.
fn dates(a: &Value, b: &Value) -> Option<(calendar::Date, calendar::Date)> {
    Some((calendar::parse(a.as_str()?)?, calendar::parse(b.as_str()?)?))
}

/// Whether two values are the same: numbers by their worth, dates by the calendar.
fn same(a: &Value, b: &Value) -> bool {
    if let Some((a, b)) = dates(a, b) {
        return a == b;
    }
    match (a, b) {
        (Value::Number(_), _) | (_, Value::Number(_)) => {
            matches!((figures::read(a), figures::read(b)), (Some(a), Some(b)) if a == b)
        }
        _ => a == b,
    }
}

pub(super) fn eq(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(same(args.value(0), args.value(1)).into())
}

pub(super) fn ne(args: &Args<'_>) -> Result<Value, Fault> {
    Ok((!same(args.value(0), args.value(1))).into())
}

/// Compares two numbers or two dates; an absent one compares as false.
fn compare(args: &Args<'_>, holds: fn(Ordering) -> bool) -> Result<Value, Fault> {
    if args.values.iter().any(|value| value.is_null()) {
        return Ok(false.into());
    }
    let order = match dates(args.value(0), args.value(1)) {
        Some((a, b)) => a.order(b),
        None => args.number(0)?.cmp(&args.number(1)?),
    };
    Ok(holds(order).into())
}

pub(super) fn gt(args: &Args<'_>) -> Result<Value, Fault> {
    compare(args, Ordering::is_gt)
}

pub(super) fn gte(args: &Args<'_>) -> Result<Value, Fault> {
    compare(args, Ordering::is_ge)
}

pub(super) fn lt(args: &Args<'_>) -> Result<Value, Fault> {
    compare(args, Ordering::is_lt)
}

pub(super) fn lte(args: &Args<'_>) -> Result<Value, Fault> {
    compare(args, Ordering::is_le)
}

pub(super) fn and(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(args.values.iter().all(|value| text::is_there(value)).into())
}

pub(super) fn or(args: &Args<'_>) -> Result<Value, Fault> {
    Ok(args.values.iter().any(|value| text::is_there(value)).into())
}

pub(super) fn not(args: &Args<'_>) -> Result<Value, Fault> {
    Ok((!text::is_there(args.value(0))).into())
}

/// Never called: blocks are steps of a template, and the check lets them stand nowhere else.
pub(super) fn block(_: &Args<'_>) -> Result<Value, Fault> {
    Err(Fault::absent())
}

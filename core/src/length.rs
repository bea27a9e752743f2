//! Lengths on paper.

use std::ops::{Add, Mul, Sub};

/// A length in twips: 1/20 pt, 1/1440 inch. The unit of nearly all of WordprocessingML.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Twips(pub i32);

impl Twips {
    /// From millimetres, rounded to the nearest twip.
    pub fn mm(mm: f64) -> Self {
        Self((mm * 1440.0 / 25.4).round() as i32)
    }

    /// From points, rounded to the nearest twip.
    pub fn pt(pt: f64) -> Self {
        Self((pt * 20.0).round() as i32)
    }

    /// In millimetres.
    pub fn to_mm(self) -> f64 {
        f64::from(self.0) * 25.4 / 1440.0
    }

    /// In EMU (English Metric Units, 914,400 an inch), the unit of drawings.
    pub fn to_emu(self) -> i64 {
        i64::from(self.0) * 635
    }
}

impl Add for Twips {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Twips {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i32> for Twips {
    type Output = Self;
    fn mul(self, by: i32) -> Self {
        Self(self.0.saturating_mul(by))
    }
}

/// A font size in half-points, as `w:sz` counts it: 28 is 14 pt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfPoints(pub u16);

impl HalfPoints {
    /// In points.
    pub fn to_pt(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

//! Pictures for the demonstration: drawn by arithmetic, never of anybody.

use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};

use super::{ImageError, Picture, QUALITY, decode::refusal};

/// How wide, in pixels.
const WIDTH: u32 = 640;
/// How high, in pixels.
const HEIGHT: u32 = 480;
/// How many hairs a head has here.
const HAIRS: u32 = 9_000;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Hair that is thin somewhere; the number says from which side it is seen.
    Scalp(usize),
    /// A sheet of paper with lines of print.
    Sheet,
}

/// Draws a picture; the same subject and seed give the same one.
///
/// # Errors
/// When it cannot be encoded.
pub fn draw(subject: Subject, seed: u64) -> Result<Picture, ImageError> {
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9).wrapping_add(1));
    let image = match subject {
        Subject::Scalp(side) => scalp(side, &mut chance),
        Subject::Sheet => sheet(&mut chance),
    };
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&image)
        .map_err(|error| refusal(&error))?;
    Ok(Picture { jpeg, width: image.width(), height: image.height() })
}

/// Numbers that look like chance (`xorshift64`).
struct Chance(u64);

impl Chance {
    /// From 0 up to 1.
    fn part(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f32::from(u16::try_from(self.0 >> 48).unwrap_or_default()) / 65_536.0
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.part()
    }
}

type Colour = [f32; 3];

/// Complexions, darkest first, each with a colour of hair.
const LOOKS: [(Colour, Colour); 4] = [
    ([104.0, 72.0, 54.0], [24.0, 20.0, 20.0]),
    ([226.0, 186.0, 160.0], [92.0, 66.0, 44.0]),
    ([198.0, 152.0, 118.0], [38.0, 30.0, 28.0]),
    ([238.0, 204.0, 184.0], [150.0, 120.0, 84.0]),
];

fn scalp(side: usize, chance: &mut Chance) -> RgbImage {
    let pick = (chance.part() * 4.0) as usize;
    let (skin, hair) = LOOKS.get(pick).copied().unwrap_or(LOOKS[0]);
    let mut image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (x, y) = (x as f32 / WIDTH as f32, y as f32 / HEIGHT as f32);
        let light = 1.06 - 0.28 * ((x - 0.4).powi(2) + (y - 0.35).powi(2)) * 2.0;
        paint(skin, light + (chance.part() - 0.5) * 0.05)
    });
    let bare = bare_spot(side, chance);
    for _ in 0..HAIRS {
        let (x, y) = (chance.part() * WIDTH as f32, chance.part() * HEIGHT as f32);
        if chance.part() < bare.share(x, y) {
            strand(&mut image, (x, y), bare.direction(x, y), hair, chance);
        }
    }
    image
}

/// Where hair is thin.
struct BareSpot {
    x: f32,
    y: f32,
    across: f32,
    down: f32,
}

fn bare_spot(side: usize, chance: &mut Chance) -> BareSpot {
    let (width, height) = (WIDTH as f32, HEIGHT as f32);
    // Brow, temples, crown, parting, and from close by.
    let spots = [
        (0.50, 1.02, 0.52, 0.42),
        (0.10, 0.86, 0.36, 0.46),
        (0.90, 0.86, 0.36, 0.46),
        (0.50, 0.46, 0.24, 0.30),
        (0.50, 0.50, 0.07, 0.80),
        (0.45, 0.55, 0.60, 0.70),
    ];
    let (x, y, across, down) =
        spots.get(side % spots.len()).copied().unwrap_or((0.5, 0.5, 0.3, 0.3));
    let grown = chance.between(0.8, 1.15);
    BareSpot {
        x: x * width,
        y: y * height,
        across: across * width * grown,
        down: down * height * grown,
    }
}

impl BareSpot {
    /// How much of the hair stands here, from 0 to 1: little inside, all outside.
    fn share(&self, x: f32, y: f32) -> f32 {
        let distance = ((x - self.x) / self.across).hypot((y - self.y) / self.down);
        ((distance - 0.55) * 1.8).clamp(0.07, 1.0)
    }

    /// Hair lies away from the spot, with a twist.
    fn direction(&self, x: f32, y: f32) -> f32 {
        (y - self.y).atan2(x - self.x) + 0.7
    }
}

fn strand(
    image: &mut RgbImage,
    (mut x, mut y): (f32, f32),
    direction: f32,
    colour: Colour,
    chance: &mut Chance,
) {
    let mut direction = direction + chance.between(-0.35, 0.35);
    let bend = chance.between(-0.02, 0.02);
    let light = chance.between(0.7, 1.5);
    for _ in 0..(chance.between(16.0, 46.0) as u32) {
        if let Some(pixel) = image.get_pixel_mut_checked(x as u32, y as u32) {
            *pixel = paint(colour, light);
        }
        (x, y) = (x + direction.cos(), y + direction.sin());
        direction += bend;
    }
}

fn sheet(chance: &mut Chance) -> RgbImage {
    let mut image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let shade = 1.0 - 0.12 * (x as f32 / WIDTH as f32) - 0.08 * (y as f32 / HEIGHT as f32);
        paint([244.0, 243.0, 238.0], shade + (chance.part() - 0.5) * 0.02)
    });
    let print = [62.0, 66.0, 72.0];
    bar(&mut image, (48, 36), (220, 14), [8.0, 83.0, 79.0]);
    for line in 0..13 {
        let y = 82 + line * 28;
        let name = chance.between(80.0, 190.0) as u32;
        bar(&mut image, (48, y), (name, 8), print);
        bar(&mut image, (330, y), (chance.between(24.0, 56.0) as u32, 8), print);
        bar(&mut image, (470, y), (chance.between(60.0, 110.0) as u32, 8), [120.0, 124.0, 130.0]);
    }
    image
}

fn bar(image: &mut RgbImage, (left, top): (u32, u32), (width, height): (u32, u32), colour: Colour) {
    for y in top..top + height {
        for x in left..left + width {
            if let Some(pixel) = image.get_pixel_mut_checked(x, y) {
                *pixel = paint(colour, 1.0);
            }
        }
    }
}

fn paint(colour: Colour, light: f32) -> Rgb<u8> {
    Rgb(colour.map(|part| (part * light).clamp(0.0, 255.0) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_a_picture_that_the_clinic_takes() {
        for subject in [Subject::Scalp(0), Subject::Scalp(5), Subject::Sheet] {
            let picture = draw(subject, 3).unwrap();
            let taken = crate::images::read(&picture.jpeg).unwrap();
            assert_eq!((taken.width, taken.height), (picture.width, picture.height));
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_side_does_not() {
        let side = |side, seed| draw(Subject::Scalp(side), seed).unwrap().jpeg;
        assert_eq!(side(1, 2), side(1, 2));
        assert_ne!(side(1, 2), side(2, 2));
        assert_ne!(side(1, 2), side(1, 3));
    }
}

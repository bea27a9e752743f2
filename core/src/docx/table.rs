//! Tables and pictures of the body.

use super::body::{Body, Ending};
use super::xml::{escape, put};
use crate::length::Twips;
use crate::styled::{CELL_MARGIN, Cell, Direct, Merge, Picture, Row, Rows, Table};

const BORDERS: &[u8] = br#"<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tblBorders>"#;

/// Whether the table has anything to write: Word takes no table without a cell.
pub(super) fn is_written(table: &Table<'_>) -> bool {
    table.rows.iter().any(|rows| match rows {
        Rows::One(row) => !row.cells.is_empty(),
        Rows::Many(_) => true,
    })
}

impl Body<'_> {
    /// A table, in its control.
    pub(super) fn table(&mut self, table: &Table<'_>) {
        if !is_written(table) {
            return;
        }
        if let Some(trace) = table.trace {
            self.open_control(trace);
        }
        self.out.extend_from_slice(b"<w:tbl>");
        self.table_properties(table);
        self.out.extend_from_slice(b"<w:tblGrid>");
        for width in &table.grid {
            put!(self.out, br#"<w:gridCol w:w=""#, width.0.max(0), br#""/>"#);
        }
        self.out.extend_from_slice(b"</w:tblGrid>");
        for rows in &table.rows {
            match rows {
                Rows::One(row) => self.row(row, &table.grid),
                Rows::Many(rows) => rows.each(&mut |row| self.row(row, &table.grid)),
            }
        }
        self.out.extend_from_slice(b"</w:tbl>");
        if table.trace.is_some() {
            self.close_control();
        }
    }

    fn table_properties(&mut self, table: &Table<'_>) {
        put!(
            self.out,
            br#"<w:tblPr><w:tblW w:w=""#,
            sum(&table.grid),
            br#"" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>"#,
        );
        if table.borders {
            self.out.extend_from_slice(BORDERS);
        }
        let margin = if table.borders { CELL_MARGIN.0 } else { 0 };
        put!(
            self.out,
            br#"<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w=""#,
            table.before.0.max(0),
            br#"" w:type="dxa"/><w:left w:w=""#,
            margin,
            br#"" w:type="dxa"/><w:right w:w=""#,
            margin,
            br#"" w:type="dxa"/></w:tblCellMar>"#,
        );
        // Bits of w:val: 0x0020 first row, 0x0200 and 0x0400 no bands (ISO/IEC 29500-1, 17.4.56).
        let header = matches!(table.rows.first(), Some(Rows::One(row)) if row.header);
        self.out.extend_from_slice(if header {
            br#"<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>"#
        } else {
            br#"<w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>"#
        });
        if !table.title.is_empty() {
            for name in [b"<w:tblCaption".as_slice(), b"<w:tblDescription"] {
                self.out.extend_from_slice(name);
                self.out.extend_from_slice(br#" w:val=""#);
                escape(&mut self.out, &table.title);
                self.out.extend_from_slice(br#""/>"#);
            }
        }
        self.out.extend_from_slice(b"</w:tblPr>");
    }

    fn row(&mut self, row: &Row<'_>, grid: &[Twips]) {
        if row.cells.is_empty() {
            return;
        }
        self.out.extend_from_slice(if row.header {
            b"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        } else {
            b"<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        });
        let mut column = 0;
        for cell in &row.cells {
            let columns = usize::from(cell.columns.max(1));
            let spanned = grid.get(column..grid.len().min(column + columns));
            self.cell(cell, columns, sum(spanned.unwrap_or_default()));
            column += columns;
        }
        self.out.extend_from_slice(b"</w:tr>");
        self.hand_over();
    }

    fn cell(&mut self, cell: &Cell<'_>, columns: usize, width: i64) {
        put!(self.out, br#"<w:tc><w:tcPr><w:tcW w:w=""#, width, br#"" w:type="dxa"/>"#);
        if columns > 1 {
            put!(self.out, br#"<w:gridSpan w:val=""#, columns as i64, br#""/>"#);
        }
        match cell.merge {
            Merge::None => {}
            Merge::Restart => self.out.extend_from_slice(br#"<w:vMerge w:val="restart"/>"#),
            Merge::Continue => self.out.extend_from_slice(b"<w:vMerge/>"),
        }
        if cell.middle {
            self.out.extend_from_slice(br#"<w:vAlign w:val="center"/>"#);
        }
        self.out.extend_from_slice(b"</w:tcPr>");
        if cell.blocks.is_empty() {
            self.out.extend_from_slice(b"<w:p/>");
        } else {
            self.whole(&cell.blocks, None);
        }
        self.out.extend_from_slice(b"</w:tc>");
    }

    /// A picture in a paragraph of its own, in line with the text.
    pub(super) fn picture(&mut self, picture: &Picture<'_>, ending: Ending<'_>) {
        let index = self.image(picture.name);
        self.drawings += 1;
        // The schema wants positive sizes (20.1.7.3); nothing can be seen of less than a twip.
        let width = picture.width.max(Twips(1)).to_emu();
        let height = picture.height.max(Twips(1)).to_emu();
        self.out.extend_from_slice(b"<w:p>");
        self.properties(picture.style, &Direct::default(), ending);
        put!(
            self.out,
            br#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx=""#,
            width,
            br#"" cy=""#,
            height,
            br#""/><wp:docPr id=""#,
            self.drawings,
            br#"" name="Picture "#,
            self.drawings,
            br#"" descr=""#,
        );
        escape(&mut self.out, picture.alt);
        put!(
            self.out,
            br#""/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id=""#,
            self.drawings,
            br#"" name="Picture "#,
            self.drawings,
            br#""/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=""#,
        );
        self.out.extend_from_slice(super::relations::image_id(index).as_bytes());
        put!(
            self.out,
            br#""/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx=""#,
            width,
            br#"" cy=""#,
            height,
            br#""/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#,
        );
    }
}

fn sum(widths: &[Twips]) -> i64 {
    widths.iter().map(|width| i64::from(width.0.max(0))).sum()
}

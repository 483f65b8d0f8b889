//! The list of problems as a table that a spreadsheet opens.

use std::io::Write;

use super::record::Problem;

/// Writes problems as CSV, one a line, beneath a line of column names.
pub struct ReportWriter<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> ReportWriter<W> {
    /// Begins the table.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn new(out: W) -> Result<Self, csv::Error> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["record", "field", "value", "rule"])?;
        Ok(Self { csv })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&mut self, problem: &Problem) -> Result<(), csv::Error> {
        let Problem { record, field, value, rule, .. } = problem;
        self.line([record, field, value, rule])
    }

    /// Adds a line of those cells.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn line(&mut self, cells: [&str; 4]) -> Result<(), csv::Error> {
        self.csv.write_record(cells.map(guarded))
    }

    /// Ends the table and gives back what it was written to.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(self) -> std::io::Result<W> {
        self.csv.into_inner().map_err(|e| std::io::Error::other(e.to_string()))
    }
}

/// A cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front.
fn guarded(cell: &str) -> String {
    let begins_like_a_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n']);
    if begins_like_a_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_holds_no_formula() {
        let mut report = ReportWriter::new(Vec::new()).unwrap();
        for value in ["=1+1", "+44", "-1", "@SUM(A1)", " =1", "\tx", "plain, \"quoted\"\nline"] {
            let problem = Problem {
                record: "A1".into(),
                field: "UPN".into(),
                value: value.into(),
                rule: "1510",
                message: "not in the table",
            };
            report.write(&problem).unwrap();
        }
        let text = String::from_utf8(report.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "record,field,value,rule\nA1,UPN,'=1+1,1510\nA1,UPN,'+44,1510\nA1,UPN,'-1,1510\nA1,UPN,'@SUM(A1),1510\n\
             A1,UPN,' =1,1510\nA1,UPN,'\tx,1510\nA1,UPN,\"plain, \"\"quoted\"\"\nline\",1510\n"
        );
    }
}

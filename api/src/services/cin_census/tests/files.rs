//! What can be read, what is refused, and where.

use super::*;

#[test]
fn a_cut_off_file_is_refused_with_line_and_column() {
    let (file_written, _) = sample_of(2026, 0);
    let bytes = std::fs::read(file_written.path()).unwrap();
    for cut in [0, 10, 60, 500, bytes.len() / 2, bytes.len() / 3, bytes.len() - 20] {
        let error = unreadable(&bytes[..cut]);
        assert!(error.line > 0 && error.column > 0, "{cut}: {error}");
    }
    let error = unreadable(b"<Message>\n<Children>\n <Child>\n  <UPN>A</UPM>\n</Child></Children></Message>");
    assert_eq!((error.line, error.column), (4, 9), "{error}");
    let error = unreadable("<Message>\n<Children><Child>ééé<a>".as_bytes());
    assert_eq!((error.line, error.column), (2, 24), "{error}");
    let error = unreadable(b"\xef\xbb\xbf<Message>\n<Children></Child>");
    assert_eq!((error.line, error.column), (2, 11), "{error}");
    let error = unreadable(b"<Message><Children>\nab\xffc</Children></Message>");
    assert_eq!((error.line, error.column), (2, 3), "{error}");
    assert_eq!(scan(std::path::Path::new("/no/such/file"), today(), &calendar(), |_, _| ()).unwrap_err().line, 0);
}

#[test]
fn what_is_no_return_is_refused() {
    for content in [
        "",
        "\n",
        "plain text",
        "<html></html>",
        "<Message></Message>",
        "<Message><Children></Children></Message><Message/>",
        "<Message><Children></Children></Message>x",
        "<Message><Header><CollectionDetails><Collection>SSDA903</Collection></CollectionDetails></Header></Message>",
        "<Message><Children><Child a=1/></Children></Message>",
        "<Message><Children><Child>&unknown;</Child></Children></Message>",
        "<Message><Children><Child>&#xD800;</Child></Children></Message>",
    ] {
        let error = unreadable(content.as_bytes());
        assert!(error.line > 0, "{content}: {error}");
    }
}

#[test]
fn entities_and_excess_are_refused() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE m [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">\
                <!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<Message><Children><Child>&b;&x;</Child></Children></Message>";
    let error = unreadable(bomb.as_bytes());
    assert_eq!((error.line, error.column), (2, 1), "{error}");
    assert!(error.message.contains("document type"), "{error}");

    let deep = format!("{}{}", "<a>".repeat(40), "</a>".repeat(40));
    let long = "x".repeat(limits::TEXT + 1);
    let pieces = "x<!-- -->".repeat(limits::TEXT + 1);
    let huge = "x".repeat(usize::try_from(limits::EVENT).unwrap() * 2);
    let many = "<a/>".repeat(limits::NODES + 1);
    for (inner, word) in [
        (deep, "deep"),
        (long, "text of more"),
        (pieces, "text of more"),
        (huge.clone(), "more than"),
        (format!("<!--{huge}-->"), "more than"),
        (format!("<a b=\"{huge}\"/>"), "more than"),
        (many, "larger than"),
    ] {
        let error = unreadable(message(&format!("<Child>{inner}</Child>")).as_bytes());
        assert!(error.message.contains(word), "{error}");
    }
    let error = unreadable(message(&"<Odd/>".repeat(limits::FILE_PROBLEMS + 1)).as_bytes());
    assert!(error.message.contains("too much"), "{error}");
}

#[test]
fn names_of_xml_cdata_prefixes_and_comments_are_read() {
    let text = WHOLE
        .replace(">A1<", "><![CDATA[A1]]><")
        .replace(">WBRI<", ">W<!-- -->B&#82;I<")
        .replace("<CINPlanDates>", "<CINplanDates>")
        .replace("</CINPlanDates>", "</CINplanDates>")
        .replace("<PPOutcome>A", "<PPOutcome>A &amp; B");
    let content = format!("<?pi x?>{}", message(&format!("<c:Child xmlns:c=\"urn:x\">{text}</c:Child>")));
    let child = read(&content).remove(0);
    assert_eq!(child.problems, []);
    assert_eq!(child.episodes[0].pre_proceedings[0].outcome.as_ref().unwrap().raw, "A & B");
    assert_eq!(child.episodes[0].cin_plans.len(), 1);
}

#[test]
fn memory_does_not_grow_with_the_file() {
    let file = NamedTempFile::new().unwrap();
    let options = sample::Options { year: 2026, children: 26_000, bad_per_thousand: 20, seed: 5 };
    sample::write(&options, file.as_file()).unwrap();
    let size = file.as_file().metadata().unwrap().len();
    assert!(size > 30_000_000, "{size}");
    let before = peak();
    let mut heard = 0;
    let summary = scan(file.path(), today(), &calendar(), |read, of| {
        assert!(read >= heard && read <= of);
        heard = read;
    })
    .unwrap();
    assert_eq!((summary.children, heard), (26_000, size));
    if let (Some(before), Some(after)) = (before, peak()) {
        // Other tests run beside this one, so the bound is loose; the file itself would break it.
        assert!(after.saturating_sub(before) < 24 * 1024, "{before} KiB before, {after} KiB after");
    }
}

/// The most memory that was resident so far, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix("kB")?.trim().parse().ok()
}

extension ReportPage {
  static let style = """
    :root { color-scheme: light dark; --back: light-dark(#fff, #1f2023); --text: light-dark(#202124, #e8eaed);
      --dim: light-dark(#5f6368, #a5abb1); --line: light-dark(#dadce0, #3c4043); --soft: light-dark(#f5f6f7, #292a2e);
      --link: light-dark(#1558c0, #8ab4f8); --green: light-dark(#0f6b2d, #81c995);
      --yellow: light-dark(#7a4a00, #fdd663); --tint: light-dark(#fff4d6, #3a3320);
      --red: light-dark(#b3261e, #ff9e95); --alarm: light-dark(#b3261e, #ff9e95); --on-alarm: light-dark(#fff, #202124) }
    * { box-sizing: border-box }
    html { scroll-behavior: auto }
    body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 110rem;
      color: var(--text); background: var(--back); overflow-wrap: anywhere }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0 }
    h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem }
    h3 { font-size: 1rem; margin: 1rem 0 .5rem }
    p { margin: .25rem 0; max-width: 60rem }
    .lead { font-size: 1.1rem }
    nav a { margin-right: 1rem; white-space: nowrap } .time { white-space: nowrap }
    .dim { color: var(--dim) }
    small { display: block; font-weight: normal; font-size: .85em }
    a { color: var(--link); text-underline-offset: .15em }
    a:focus-visible, input:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 1px }
    code, pre { font: 13px/1.45 ui-monospace, monospace }
    pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem;
      margin: .5rem 0; white-space: pre-wrap; max-height: 28rem; overflow: auto }
    .badge { border: 1px solid; border-radius: 4px; padding: 0 .4em; font-weight: 600; white-space: nowrap }
    .green { color: var(--green) } .yellow { color: var(--yellow) } .red { color: var(--red) }
    .badge.red { color: var(--on-alarm); background: var(--alarm); border-color: var(--alarm) }
    ul.plain, ul.runs, ul.bars { list-style: none; padding: 0; margin: .5rem 0 }
    .runs { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(18.5rem, 100%), 1fr)) }
    .runs li { border: 1px solid var(--line); border-radius: 6px; padding: .5rem .75rem }
    .bars { columns: 24rem; column-gap: 2rem }
    .bars li { break-inside: avoid; display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: .75rem; max-width: 60rem }
    .bars .number { text-align: right; font-variant-numeric: tabular-nums }
    .bars .bar { padding-bottom: 5px; margin-bottom: 2px;
      background: linear-gradient(var(--link), var(--link)) 0 100% / var(--part) 3px no-repeat }
    li:target { background: var(--tint) }

    .scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: 6px; width: fit-content;
      max-width: 100%; overflow-wrap: normal }
    table { border-collapse: separate; border-spacing: 0; font-size: 13px; line-height: 1.35 }
    th, td { padding: .15rem .5rem; white-space: nowrap; text-align: left; border-bottom: 1px solid var(--line);
      background: var(--back) }
    td { text-align: center }
    thead { position: sticky; top: 0; z-index: 2 }
    thead th { vertical-align: bottom; text-align: center; background: var(--soft) }
    thead tr:first-child th:first-child { position: sticky; left: 0; z-index: 3; text-align: left }
    .kernel, .edge { border-left: 2px solid var(--line) }
    thead small { max-width: 5.5rem; margin: 0 auto; white-space: normal }
    .kernel { text-align: left } .kernel small { max-width: none }
    .kernel span { display: inline-block; position: sticky; left: var(--side) }
    :root { --side: 27.5rem }
    tbody th[scope=row] { position: sticky; left: 0; z-index: 1; font-weight: normal; min-width: var(--side);
      max-width: var(--side); white-space: normal; scroll-margin-top: 6rem }
    tbody tr { scroll-margin-top: 6rem }
    th[scope=row] { padding-left: 4.5rem; text-indent: -4rem }
    th[scope=row] a { display: inline-block; min-width: 3.75rem; text-indent: 0 }
    .family th { background: var(--soft); padding-top: .4rem }
    .family span { position: sticky; left: .5rem; font-weight: normal }
    tbody tr:hover td, tbody tr:hover th[scope=row] { background: var(--soft) }
    tr:target > * { border-bottom-color: var(--link) }
    td a { color: inherit; display: block }
    td.yellow { background: var(--tint) }
    td.red, tbody tr:hover td.red { background: var(--alarm); color: var(--on-alarm); font-weight: 600 }
    td.yellow:has([href^="#reason"]) { background: inherit; color: var(--dim) }
    main:has(#fewer:checked) .even { display: none }

    .print, .panel { display: none }
    .panel:target, .panel:has(:target) { display: block; position: fixed; z-index: 10; inset: 0 0 0 auto;
      width: min(56rem, 100%); overflow: auto; overscroll-behavior: contain; padding: 0 1.25rem 2rem;
      background: var(--back); border-left: 1px solid var(--line); box-shadow: 0 0 0 100vmax rgb(0 0 0 / 45%) }
    html:has(.panel:target, .panel :target) { overflow: hidden }
    .panel > header { position: sticky; top: 0; display: flex; gap: 1rem; justify-content: space-between;
      align-items: start; background: var(--back); border-bottom: 1px solid var(--line); padding: .75rem 0; margin-bottom: .75rem }
    .panel h3 { margin: 0; font-size: 1.1rem }
    .close { flex: none; min-width: 2rem; line-height: 2rem; text-align: center; text-decoration: none;
      border: 1px solid var(--line); border-radius: 4px; color: var(--text) }
    .panel h4 { font-size: 1rem; margin: 0 0 .25rem } .panel h5 { font-size: .9rem; margin: 0 0 .25rem }
    .observation { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: 1rem; scroll-margin-top: 4rem }
    .run { margin: .75rem 0; padding-left: .75rem; border-left: 3px solid var(--line); scroll-margin-top: 5rem }
    .run:target { border-left-color: var(--link) }
    article[tabindex]:focus, section[tabindex]:focus { outline: none }

    @media (width < 60rem) {
      :root { --side: 15rem }
    }
    @media (width < 40rem) {
      body { padding: .5rem .75rem 3rem }
      :root { --side: 4.75rem }
      th, td { padding: .3rem .4rem }
      th[scope=row] { text-indent: 0; padding-left: .4rem }
      .title { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
      .panel:target, .panel:has(:target) { padding: 0 .75rem 2rem; border: 0 }
    }
    @media print {
      @page { size: landscape; margin: 1cm }
      :root { color-scheme: light }
      body { font-size: 10px; padding: 0 }
      html:has(.panel:target, .panel :target) { overflow: visible }
      .scroll, pre { max-height: none; overflow: visible }
      .scroll { border: 0 } code, pre { font-size: 8px } .badge { print-color-adjust: exact }
      table { font-size: 6px } th, td { padding: 1px 2px; print-color-adjust: exact }
      :root { --side: 16rem }
      thead, thead tr:first-child th:first-child, tbody th[scope=row] { position: static }
      .plain-rows, .close { display: none }
      .print { display: block }
      .panel, .panel:target, .panel:has(:target) { display: block; position: static; width: auto; overflow: visible;
        border: 0; box-shadow: none; padding: 0; margin-top: 2rem }
      .panel > header { position: static } .panel h3, .panel h4, .panel h5 { break-after: avoid }
    }
    """

  /// The script: Escape closes the open panel, and so does a click beside it. All else works without.
  static let script = """
    const close = () => document.querySelector('.panel:target, .panel:has(:target)')?.querySelector('.close').click()
    addEventListener('keydown', event => { if (event.key == 'Escape') close() })
    addEventListener('click', event => { if (event.target == document.documentElement || event.target == document.body) close() })
    """

  /// The SHA-256 of the script, the only one that a browser may run here, whatever a kernel log holds.
  static let scriptDigest = "sha256-AQ8dQEYdTpP55BsEc75i8hez1DlTe8DHyV6FiquVNYE="
}

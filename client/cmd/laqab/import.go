package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// importFlags are the flags of laqab import.
type importFlags struct {
	format     choice[laqabv1.Format]
	with       []string
	source     string
	link       string
	onExisting choice[laqabv1.OnExisting]
	batchSize  int32
	dryRun     bool
	languages  []string
	types      []string
	instanceOf map[string]string
	progress   bool
	reason     string
}

func (p *program) importCommand() *cobra.Command {
	var flags importFlags
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Add the entities of a file to the table",
		Long: `Add the entities of a file, gzip or not, to the table. The format is told from the file's
content and name unless --format says it:
  jsonl     one JSON object a line, of which only id and name are required:
            {"id":"kataib-hezbollah","type":"organization","name":"Kata'ib Hezbollah",
             "aliases":[{"value":"KH","language":"en","kind":"acronym","source":"..."}],
             "external_ids":{"ofac":"11462"},"not":["Kataeb Party"]}
  csv, tsv  a table whose first row names the columns, as laqab export writes it: an alias a row
            in the column alias, or several in aliases, separated by |; id and name are required
  ftm       FollowTheMoney entities, one JSON object a line, as OpenSanctions publishes them
  ofac      sdn.csv of the United States Treasury; give alt.csv with --with
  un        the consolidated list of the United Nations' Security Council, XML
  wikidata  lines of a Wikidata JSON dump; see --language, --type and --instance-of

Either all of the file is imported or nothing, unless --batch-size says how many entities at a
time; then what was reported is safe.

A list that comes again and again has a name: --source. What it says is remembered, and its next
edition changes only what the list has changed (--on-existing update). What maintainers did
meanwhile stays; where both changed the same, the table is kept and a conflict reported; and what
the list withdrew is reported, and stays until you remove it. With --link, an entity that the table
has by another ID is told by its ID in another list, its external ID.`,
		Example: `  laqab import table.jsonl
  laqab import sdn.csv --with alt.csv --source ofac-sdn --link ofac
  laqab import latest.json.gz --language en,ar,fa --type person,organization --source wikidata
  laqab export table.csv && libreoffice table.csv && laqab import table.csv --on-existing replace`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			options, err := p.importOptions(args[0], &flags)
			if err != nil {
				return err
			}
			laqab, err := p.client()
			if err != nil {
				return err
			}
			files, err := p.openAll(append(args, flags.with...))
			if err != nil {
				return err
			}
			defer files.close()
			shown := &importProgress{bar: p.progressUntilResult("lines imported", flags.progress)}
			report, err := laqab.Import(cmd.Context(), options, files.sending(shown), shown.follow)
			shown.bar.clear()
			if err != nil {
				if line := shown.acknowledged.Load(); line > 0 {
					p.warn("all up to line %d is imported, and stays", line)
				}
				return err
			}
			return p.reportImport(report, files, &flags)
		},
	}
	choiceFlag(cmd, &flags.format, "format", "how the file is written (default: told from it)")
	cmd.Flags().StringArrayVar(&flags.with, "with", nil, "a `FILE` that belongs to the first: alt.csv to OFAC's sdn.csv")
	cmd.Flags().StringVar(&flags.source, "source", "", "the `NAME` of the list that the file is an edition of, for example ofac-sdn")
	cmd.Flags().StringVar(&flags.link, "link", "", "an entity whose ID in the `LIST` one of the table has, is that one; for example ofac")
	choiceFlag(cmd, &flags.onExisting, "on-existing", "what to do with an entity that is in the table already (default update with --source, else fail)")
	cmd.Flags().Int32Var(&flags.batchSize, "batch-size", 0, "commit every so many entities (default all at once)")
	cmd.Flags().BoolVar(&flags.dryRun, "dry-run", false, "check everything, write nothing; --preview also asks again")
	cmd.Flags().StringSliceVar(&flags.languages, "language", nil, "of Wikidata, take names in these `LANGUAGES`; the first one's is the name (default all)")
	cmd.Flags().StringSliceVar(&flags.types, "type", nil, "of Wikidata, take items of these `TYPES` (default all that have one)")
	cmd.Flags().StringToStringVar(&flags.instanceOf, "instance-of", nil, "of Wikidata, take instances of `CLASS=TYPE`, for example Q17149090=organization")
	cmd.Flags().BoolVar(&flags.progress, "progress", false, "where stderr is no terminal, say how far it is every 5 seconds instead of every 30")
	p.previewableFlags(cmd, &flags.reason)
	return cmd
}

func (p *program) importOptions(path string, flags *importFlags) (*laqabv1.ImportOptions, error) {
	edit, err := p.edit(flags.reason)
	if err != nil {
		return nil, err
	}
	options := &laqabv1.ImportOptions{
		Edit: edit, OnExisting: flags.onExisting.value, BatchSize: flags.batchSize, DryRun: flags.dryRun,
		Format: flags.format.value, Source: flags.source, Link: flags.link, FileName: fileName(path),
	}
	if len(flags.languages)+len(flags.types)+len(flags.instanceOf) == 0 {
		return options, nil
	}
	options.Wikidata = &laqabv1.WikidataOptions{Languages: flags.languages, InstanceOf: map[string]laqabv1.EntityType{}}
	for _, name := range flags.types {
		var t choice[laqabv1.EntityType]
		if err := t.Set(name); err != nil {
			return nil, wrongUsage("--type %s: %w", name, err)
		}
		options.Wikidata.Types = append(options.Wikidata.Types, t.value)
	}
	for class, name := range flags.instanceOf {
		var t choice[laqabv1.EntityType]
		if err := t.Set(name); err != nil {
			return nil, wrongUsage("--instance-of %s=%s: %w", class, name, err)
		}
		options.Wikidata.InstanceOf[class] = t.value
	}
	return options, nil
}

// fileName is what the server is told of a path: it is for messages only.
func fileName(path string) string {
	if path == "-" {
		return ""
	}
	return filepath.Base(path)
}

// importFiles are the files of an import.
type importFiles struct {
	paths []string
	open  []io.ReadCloser
	size  int64 // 0 when it is not known
}

func (p *program) openAll(paths []string) (*importFiles, error) {
	files := &importFiles{paths: paths}
	known := true
	for _, path := range paths {
		file, err := p.open(path)
		if err != nil {
			files.close()
			return nil, err
		}
		files.open = append(files.open, file)
		var info fs.FileInfo
		if f, ok := file.(*os.File); ok {
			if info, err = f.Stat(); err == nil {
				files.size += info.Size()
			}
		}
		known = known && info != nil && info.Mode().IsRegular()
	}
	if !known {
		files.size = 0
	}
	return files, nil
}

func (f *importFiles) close() {
	for _, file := range f.open {
		_ = file.Close() // it was only read
	}
}

// sending gives the files to be sent, and shows how far that is.
func (f *importFiles) sending(shown *importProgress) []client.File {
	sent := &atomic.Int64{}
	var all []client.File
	for i, file := range f.open {
		all = append(all, client.File{Name: fileName(f.paths[i]), Reader: &shownReader{file, shown, sent, f.size}})
	}
	return all
}

// path is what the user calls the file that the server calls name.
func (f *importFiles) path(name string) string {
	for _, path := range f.paths[1:] {
		if fileName(path) == name {
			return path
		}
	}
	return f.paths[0]
}

type shownReader struct {
	io.Reader
	shown *importProgress
	sent  *atomic.Int64
	size  int64
}

// Read implements io.Reader.
func (r *shownReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.shown.say("sent", r.sent.Add(int64(n)), r.size)
	return n, err
}

// share says how many bytes of how many.
func share(n, of int64) string {
	const mega = 1 << 20
	if of == 0 {
		return fmt.Sprintf("%.1f MiB", float64(n)/mega)
	}
	return fmt.Sprintf("%.1f of %.1f MiB (%d %%)", float64(n)/mega, float64(of)/mega, 100*n/of)
}

// importProgress shows how far an import is, and knows what nothing loses any more.
type importProgress struct {
	bar          *progress
	acknowledged atomic.Int64 // the last line
}

func (i *importProgress) follow(answer *laqabv1.ImportEntitiesResponse) {
	switch event := answer.GetEvent().(type) {
	case *laqabv1.ImportEntitiesResponse_Acknowledged:
		line := event.Acknowledged.GetLine()
		i.acknowledged.Store(line)
		i.bar.to(line)
	case *laqabv1.ImportEntitiesResponse_Progress:
		i.say("read", event.Progress.GetBytesRead(), event.Progress.GetBytesTotal())
	}
}

// say shows how many bytes were sent or read, and what of them is safe.
func (i *importProgress) say(done string, n, of int64) {
	if line := i.acknowledged.Load(); line > 0 {
		i.bar.say("%s %s, %d %s", share(n, of), done, line, i.bar.what)
		return
	}
	i.bar.say("%s %s", share(n, of), done)
}

// reportImport shows what the import did, and fails when a line was bad.
func (p *program) reportImport(report *laqabv1.ImportReport, files *importFiles, flags *importFlags) error {
	if flags.format.value == 0 && report.GetFormat() > laqabv1.Format_FORMAT_JSONL {
		p.warn("%s is read as %s", place(files.paths[0], 0), nameOf(report.GetFormat()))
	}
	if report.GetFormat() == laqabv1.Format_FORMAT_OFAC && len(flags.with) == 0 {
		p.warn("without alt.csv there are no aliases: give it with --with")
	}
	if impact := report.GetImpact(); impact != nil {
		p.warn("the import would create %d, change %d, leave %d unchanged and skip %d; conflicts: %d, withdrawn: %d", report.GetCreated(),
			report.GetChanged(), report.GetUnchanged(), report.GetSkipped(), report.GetConflictCount(), report.GetWithdrawalCount())
		return printOne(p, impactView, impact)
	}
	if err := printOne(p, importView, report); err != nil {
		return err
	}
	for _, bad := range report.GetErrors() {
		p.warn("%s", badPlace(files.path(bad.GetFile()), bad))
	}
	if more := report.GetErrorCount() - int64(len(report.GetErrors())); more > 0 {
		p.warn("and %d more bad lines", more)
	}
	if slices.ContainsFunc(report.GetErrors(), isThere) {
		p.warn("of what the table has already, --on-existing skip keeps the table's, merge adds to it, and replace takes the file's")
	}
	if report.GetErrorCount() > 0 {
		return errReported
	}
	return nil
}

// isThere tells a line whose entity the table has from one that is wrong. The
// contract has no other sign than the words.
func isThere(bad *laqabv1.LineError) bool { return strings.Contains(bad.GetReason(), "already exists") }

// badPlace says where a line is bad, and why: "sdn.csv:3:14: SDN_Type: ...".
func badPlace(path string, bad *laqabv1.LineError) string {
	parts := []string{place(path, int(bad.GetLine()))}
	if bad.GetColumn() > 0 {
		parts[0] += fmt.Sprintf(":%d", bad.GetColumn())
	}
	if bad.GetElement() != "" {
		parts = append(parts, bad.GetElement())
	}
	return strings.Join(append(parts, bad.GetReason()), ": ")
}

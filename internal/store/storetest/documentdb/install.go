package documentdb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// The versions that the tests run on.
const (
	suite          = "forky"
	packages       = "postgresql-18-documentdb"
	ferretVersion  = "v2.7.0"
	ferretModule   = "github.com/FerretDB/FerretDB/v2"
	keyring        = "/usr/share/keyrings/debian-archive-keyring.gpg"
	standardMirror = "http://deb.debian.org/debian"
)

// installation is where the programs are.
type installation struct {
	root   string // a Debian system of its own, with PostgreSQL and DocumentDB
	ferret string // FerretDB's program
}

// install makes what is not in the cache yet. Other processes that want the
// same wait.
func install(ctx context.Context, log io.Writer) (installation, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return installation{}, err
	}
	cache = filepath.Join(cache, "wijkstem", "documentdb")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return installation{}, err
	}
	lock, err := os.Create(filepath.Join(cache, "lock"))
	if err != nil {
		return installation{}, err
	}
	defer func() { _ = lock.Close() }() // lets go of the lock
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return installation{}, err
	}
	where := installation{
		root:   filepath.Join(cache, suite+"-18"),
		ferret: filepath.Join(cache, "ferretdb-"+ferretVersion),
	}
	return where, errors.Join(where.installRoot(ctx, log), where.installFerret(ctx, log))
}

func (w installation) installRoot(ctx context.Context, log io.Writer) error {
	if _, err := os.Stat(w.root); err == nil {
		return nil
	}
	if os.Geteuid() != 0 {
		return errors.New("installing PostgreSQL with DocumentDB needs root")
	}
	if _, err := exec.LookPath("mmdebstrap"); err != nil {
		return errors.New("the program mmdebstrap is not there: apt-get install mmdebstrap")
	}
	_, _ = fmt.Fprintln(log, "Installing PostgreSQL with DocumentDB: about a minute.")
	made := w.root + ".new"
	if err := os.RemoveAll(made); err != nil {
		return err
	}
	err := run(exec.CommandContext(ctx, "mmdebstrap", "--mode=root", "--quiet",
		"--aptopt=Acquire::Check-Valid-Until \"false\"", "--variant=apt", "--include="+packages,
		suite, made, "deb [signed-by="+keyring+"] "+mirror()+" "+suite+" main"), log)
	if err != nil {
		return err
	}
	return os.Rename(made, w.root)
}

// mirror is the package server that this system uses itself.
func mirror() string {
	files, _ := filepath.Glob("/etc/apt/sources.list*")
	more, _ := filepath.Glob("/etc/apt/sources.list.d/*")
	for _, path := range append(files, more...) {
		if found := mirrorIn(path); found != "" {
			return found
		}
	}
	return standardMirror
}

func mirrorIn(path string) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		for _, word := range strings.Fields(lines.Text()) {
			if strings.HasPrefix(word, "http") && strings.HasSuffix(strings.TrimRight(word, "/"), "/debian") {
				return word
			}
		}
	}
	return ""
}

// installFerret builds FerretDB in a module of its own, so that the program's
// own module stays free of it.
func (w installation) installFerret(ctx context.Context, log io.Writer) error {
	if _, err := os.Stat(w.ferret); err == nil {
		return nil
	}
	_, _ = fmt.Fprintln(log, "Building FerretDB: about a minute.")
	folder, err := os.MkdirTemp("", "wijkstem-ferretdb-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	module := fmt.Sprintf("module tools\n\ngo 1.26\n\nrequire %s %s\n\ntool %s/cmd/ferretdb\n", ferretModule, ferretVersion, ferretModule)
	if err := os.WriteFile(filepath.Join(folder, "go.mod"), []byte(module), 0o600); err != nil {
		return err
	}
	build := exec.CommandContext(ctx, "go", "build", "-mod=mod", "-o", w.ferret+".new", ferretModule+"/cmd/ferretdb")
	build.Dir = folder
	build.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false", "GOWORK=off")
	if err := run(build, log); err != nil {
		return err
	}
	return os.Rename(w.ferret+".new", w.ferret)
}

// inside is a command in the installed system as its user postgres.
func (w installation) inside(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "chroot", append([]string{"--userspec=postgres:postgres", w.root}, args...)...)
	command.Dir = "/"
	command.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/tmp"}
	return command
}

// chown gives a folder to the installed system's user postgres.
func (w installation) chown(path string) error {
	accounts, err := os.ReadFile(filepath.Join(w.root, "etc/passwd"))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(accounts)) {
		fields := strings.Split(line, ":")
		if fields[0] == "postgres" {
			user, _ := strconv.Atoi(fields[2])
			group, _ := strconv.Atoi(fields[3])
			return os.Chown(path, user, group)
		}
	}
	return errors.New("the installed system has no user postgres")
}

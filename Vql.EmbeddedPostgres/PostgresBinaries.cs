using System.Globalization;

namespace Vql.EmbeddedPostgres;

/// <summary>The programs of a PostgreSQL server.</summary>
/// <param name="Folder">The folder with <c>initdb</c> and <c>postgres</c>.</param>
internal sealed record PostgresBinaries(string Folder)
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    private static readonly TimeSpan DownloadTimeout = TimeSpan.FromMinutes(10);

    public string Initdb => Path.Combine(Folder, "initdb" + Suffix);

    public string Postgres => Path.Combine(Folder, "postgres" + Suffix);

    /// <summary>
    /// Finds an installed server on the PATH, then in the folders of common installers, newest version first. Returns
    /// null if there is none.
    /// </summary>
    public static PostgresBinaries? Find() =>
        Candidates().Select(folder => new PostgresBinaries(folder))
            .FirstOrDefault(binaries => File.Exists(binaries.Initdb) && File.Exists(binaries.Postgres));

    /// <summary>Finds an installed server, or downloads the programs unless they are in the cache.</summary>
    /// <exception cref="InvalidOperationException">The programs are not installed and the download failed.</exception>
    public static async Task<PostgresBinaries> FindOrDownloadAsync(CancellationToken cancellationToken)
    {
        if (Find() is { } installed)
        {
            return installed;
        }

        using var client = new HttpClient { Timeout = DownloadTimeout };
        return await new PostgresDownload(client, PostgresDownload.DefaultCache).GetAsync(cancellationToken);
    }

    private static IEnumerable<string> Candidates()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // Links are resolved: a server locates its libraries and shared files relative to its real path.
            var initdb = new FileInfo(Path.Combine(folder, "initdb" + Suffix));
            if (initdb.Exists)
            {
                yield return Path.GetDirectoryName(initdb.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? initdb.FullName)!;
            }
        }

        string[] roots =
        [
            "/usr/lib/postgresql",
            "/opt/homebrew/opt",
            "/usr/local/opt",
            "/Library/PostgreSQL",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"),
        ];
        foreach (var version in roots.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).OrderByDescending(VersionOf))
        {
            yield return Path.Combine(version, "bin");
        }
    }

    private static double VersionOf(string folder)
    {
        var name = Path.GetFileName(folder);
        var number = name.AsSpan(name.LastIndexOf('@') + 1);
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}

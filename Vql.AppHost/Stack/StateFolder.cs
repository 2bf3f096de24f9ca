using System.Security.Cryptography;
using System.Text;
using Vql.EmbeddedPostgres;

namespace Vql.AppHost.Stack;

/// <summary>The folder with the persistent state of the stack: the data of the stores and their passwords.</summary>
internal sealed class StateFolder : IDisposable
{
    private const int SecretBytes = 24;
    private const string LockName = "lock";

    /// <summary>The name of the PostgreSQL password.</summary>
    public const string PostgresPassword = "postgres-password";

    /// <summary>The name of the password of the search node.</summary>
    public const string SearchPassword = "search-password";

    private static readonly string[] Secrets = [PostgresPassword, SearchPassword];

    private readonly string _path;
    private FileStream? _lock;

    private StateFolder(string path)
    {
        _path = path;
        PostgresFolder = ChoosePostgresFolder();
    }

    /// <summary>The data folder of the search node.</summary>
    public string SearchFolder => Path.Combine(_path, "search");

    /// <summary>
    /// The data folder of PostgreSQL. It is outside of the state folder if the user of the server has no access to
    /// that.
    /// </summary>
    public string PostgresFolder { get; }

    /// <summary>Locks the folder for this process and optionally deletes its data.</summary>
    /// <exception cref="DistributedApplicationException">Another stack uses the folder.</exception>
    public static StateFolder Acquire(string path, bool fresh)
    {
        var state = new StateFolder(path);
        Directory.CreateDirectory(path);
        try
        {
            state._lock = new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new DistributedApplicationException(
                $"Another stack is already using the data in {path}. Stop it, or set another folder with --state.", exception);
        }

        if (fresh)
        {
            state.Clear();
        }

        return state;
    }

    /// <summary>Describes the folder without creating or locking it.</summary>
    public static StateFolder Describe(string path) => new(path);

    /// <summary>
    /// Returns a secret. It is generated on first use and stored in a file that only its owner can read.
    /// </summary>
    public string Secret(string name)
    {
        var file = Path.Combine(_path, name);
        if (!File.Exists(file))
        {
            using var writer = CreatePrivate(name);
            writer.Write(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));
        }

        return File.ReadAllText(file);
    }

    /// <summary>Creates or replaces a file that only its owner can read.</summary>
    public StreamWriter CreatePrivate(string name)
    {
        var file = Path.Combine(Directory.CreateDirectory(_path).FullName, name);
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new StreamWriter(file, options);
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock?.Dispose();

    /// <summary>Deletes the data of both stores. Keeps the passwords because running resources use them.</summary>
    public void DeleteStores()
    {
        foreach (var folder in new[] { PostgresFolder, SearchFolder }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Clear()
    {
        DeleteStores();
        // Delete known files only: the folder may contain other files of the user.
        foreach (var name in Secrets.Append(ConnectionFile.Name))
        {
            File.Delete(Path.Combine(_path, name));
        }
    }

    private string ChoosePostgresFolder()
    {
        var user = UnprivilegedUser.Choose();
        if (user.CanEnter(_path))
        {
            return Path.Combine(_path, "postgres");
        }

        // The state folder is probably in the home folder of root. The hash distinguishes state folders.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_path)))[..12];
        return Path.Combine("/var/tmp", $"vql-{name}");
    }
}

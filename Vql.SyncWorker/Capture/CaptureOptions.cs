using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>The options of change capture.</summary>
/// <param name="Slot">
/// The name of the replication slot. It contains the name of the database, because slot names are unique per server.
/// </param>
/// <param name="Publication">The name of the publication.</param>
/// <param name="WarnBytes">The amount of retained WAL from which a warning is logged.</param>
/// <param name="MaxBytes">The amount of retained WAL at which the slot is dropped, so that the disk does not fill up.</param>
/// <param name="FormerSlot">The name that earlier versions gave the slot; null if it is the same.</param>
internal sealed record CaptureOptions(string Slot, string Publication, long WarnBytes, long MaxBytes, string? FormerSlot)
{
    public const string MaxKey = "VQL_SLOT_MAX_MB";

    public const string SlotKey = "VQL_SLOT";

    private const string PublicationKey = "VQL_PUBLICATION";
    private const string WarnKey = "VQL_SLOT_WARN_MB";
    private const long DefaultWarn = 1024;
    private const long DefaultMax = 10_240;
    private const int MaxNameLength = 63;
    private const string DefaultPrefix = "vql_";
    private const int HashLength = 8;

    /// <summary>Reads the options from the configuration.</summary>
    /// <exception cref="OptionsValidationException">A setting is invalid. The failures name the settings.</exception>
    public static CaptureOptions Read(IConfiguration configuration, string connectionString)
    {
        var faults = new List<string>();
        var database = new NpgsqlConnectionStringBuilder(connectionString) is { Database: { Length: > 0 } name } ? name : "postgres";
        var (slot, former) = configuration[SlotKey] is { Length: > 0 } configured ? (configured, null) : DefaultFor(database);
        if (slot.Length > MaxNameLength || slot != Sanitize(slot))
        {
            faults.Add($"{SlotKey} must consist of 1 to {MaxNameLength} of the characters a-z, 0-9 and _, not \"{slot}\"");
        }

        var warn = Megabytes(configuration, WarnKey, DefaultWarn, faults);
        var max = Megabytes(configuration, MaxKey, DefaultMax, faults);
        return faults.Count == 0
            ? new CaptureOptions(
                slot, configuration[PublicationKey] is { Length: > 0 } publication ? publication : "vql", warn, max, former)
            : throw new OptionsValidationException("Capture", typeof(CaptureOptions), faults);
    }

    // If characters of the database's name had to be replaced or cut, a hash keeps the slot's name unique.
    private static (string Slot, string? Former) DefaultFor(string database)
    {
        var full = DefaultPrefix + Sanitize(database);
        var former = full[..Math.Min(full.Length, MaxNameLength)];
        if (former == DefaultPrefix + database)
        {
            return (former, null);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..HashLength];
        return ($"{full[..Math.Min(full.Length, MaxNameLength - HashLength - 1)]}_{hash}", former);
    }

    private static string Sanitize(string name) =>
        string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static long Megabytes(IConfiguration configuration, string key, long defaultValue, List<string> faults)
    {
        var text = configuration[key];
        var megabytes = defaultValue;
        if (!string.IsNullOrWhiteSpace(text)
            && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out megabytes) || megabytes is < 1 or > 1 << 30))
        {
            faults.Add($"{key} must be a whole number of megabytes, 1 or more, not \"{text}\"");
        }

        return megabytes << 20;
    }
}

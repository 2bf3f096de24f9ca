using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>How changes are captured.</summary>
/// <param name="Slot">The replication slot. Slots are the server's, so the database's name is in it.</param>
/// <param name="Publication">The publication.</param>
/// <param name="WarnBytes">From here on the log that the slot holds back is warned of.</param>
/// <param name="MaxBytes">From here on the slot is given up, rather than fill the disk.</param>
/// <param name="FormerSlot">The slot that earlier versions made for this database; null when it had the same name.</param>
internal sealed record CaptureOptions(string Slot, string Publication, long WarnBytes, long MaxBytes, string? FormerSlot)
{
    public const string MaxKey = "VQL_SLOT_MAX_MB";

    public const string SlotKey = "VQL_SLOT";

    private const string PublicationKey = "VQL_PUBLICATION";
    private const string WarnKey = "VQL_SLOT_WARN_MB";
    private const long DefaultWarn = 1024;
    private const long DefaultMax = 10_240;
    private const int LongestName = 63;
    private const string DefaultPrefix = "vql_";
    private const int HashLength = 8;

    /// <exception cref="OptionsValidationException">Something is wrong; its failures name the faulty keys.</exception>
    public static CaptureOptions Read(IConfiguration configuration, string connectionString)
    {
        var faults = new List<string>();
        var database = new NpgsqlConnectionStringBuilder(connectionString) is { Database: { Length: > 0 } name } ? name : "postgres";
        var (slot, former) = configuration[SlotKey] is { Length: > 0 } given ? (given, null) : DefaultFor(database);
        if (slot.Length > LongestName || slot != Plain(slot))
        {
            faults.Add($"{SlotKey} must be 1 to {LongestName} characters of a-z, 0-9 and _, not \"{slot}\"");
        }

        var warn = Megabytes(configuration, WarnKey, DefaultWarn, faults);
        var max = Megabytes(configuration, MaxKey, DefaultMax, faults);
        return faults.Count == 0
            ? new CaptureOptions(slot, configuration[PublicationKey] is { Length: > 0 } publication ? publication : "vql", warn, max, former)
            : throw new OptionsValidationException("Capture", typeof(CaptureOptions), faults);
    }

    // A name that had to be changed to be a slot's ends with a hash, so that no two databases get the same.
    private static (string Slot, string? Former) DefaultFor(string database)
    {
        var whole = DefaultPrefix + Plain(database);
        var former = whole[..Math.Min(whole.Length, LongestName)];
        if (former == DefaultPrefix + database)
        {
            return (former, null);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..HashLength];
        return ($"{whole[..Math.Min(whole.Length, LongestName - HashLength - 1)]}_{hash}", former);
    }

    private static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static long Megabytes(IConfiguration configuration, string key, long missing, List<string> faults)
    {
        var text = configuration[key];
        var megabytes = missing;
        if (!string.IsNullOrWhiteSpace(text)
            && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out megabytes) || megabytes is < 1 or > 1 << 30))
        {
            faults.Add($"{key} must be a whole number of megabytes from 1, not \"{text}\"");
        }

        return megabytes << 20;
    }
}

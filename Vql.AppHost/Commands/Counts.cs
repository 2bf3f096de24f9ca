using System.Globalization;

namespace Vql.AppHost.Commands;

/// <summary>Formats counts for command results.</summary>
internal static class Counts
{
    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Of(long count, string singular) => Of(count, singular, singular + "s");

    public static string Of(long count, string singular, string plural) => $"{Number(count)} {(count == 1 ? singular : plural)}";
}

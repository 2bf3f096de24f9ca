using System.Globalization;

namespace Vql.Tests.Infrastructure;

/// <summary>The length of tests that environment variables can extend.</summary>
internal static class RunLength
{
    /// <summary>Returns the value of a variable, or a default value.</summary>
    public static int Of(string variable, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : defaultValue;
}

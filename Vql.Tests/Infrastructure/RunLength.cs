using System.Globalization;

namespace Vql.Tests.Infrastructure;

/// <summary>How long tests run that the environment can lengthen.</summary>
internal static class RunLength
{
    /// <summary>What the variable says, or else what is usual.</summary>
    public static int Of(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : usual;
}

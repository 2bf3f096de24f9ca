namespace Vql.Testing.Files;

/// <summary>The programs of the hosts, which the build copies beside this program.</summary>
internal static class HostAssembly
{
    /// <summary>Returns the path of the assembly of a host.</summary>
    /// <param name="name">The name of its project.</param>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
}

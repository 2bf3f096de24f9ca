namespace Vql.ServiceDefaults;

/// <summary>
/// Requests the health of the host on this machine. Used by container health checks, because the images contain no
/// shell or other HTTP client.
/// </summary>
public static class HealthProbe
{
    /// <summary>The command line argument that runs the probe instead of the host.</summary>
    public const string Argument = "--health";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Sends a request to the host and reports a failure to standard error.</summary>
    /// <param name="path">The path of the health endpoint, with a leading slash.</param>
    /// <param name="port">The port of the host if it is not set in the environment.</param>
    /// <returns>0 if the response has a success status; otherwise, 1.</returns>
    public static async Task<int> RunAsync(string path, int port)
    {
        var address = new Uri(AddressOf(Environment.GetEnvironmentVariable, port), path);
        using var client = new HttpClient { Timeout = RequestTimeout };
        try
        {
            using var response = await client.GetAsync(address);
            if (response.IsSuccessStatusCode)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync($"{address} returned status {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{address} is unreachable: {exception.Message}");
        }

        return 1;
    }

    /// <summary>
    /// Returns the local address of a host with the given environment. Prefers its first <c>http</c> address.
    /// </summary>
    /// <param name="variable">Returns the value of an environment variable.</param>
    /// <param name="port">The port if the environment sets no address.</param>
    internal static Uri AddressOf(Func<string, string?> variable, int port)
    {
        var addresses = Split(variable("ASPNETCORE_URLS") ?? variable("DOTNET_URLS"))
            .Concat(Split(variable("ASPNETCORE_HTTP_PORTS") ?? variable("DOTNET_HTTP_PORTS")).Select(number => $"http://*:{number}"))
            .ToList();
        var address = addresses.Find(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ?? addresses.FirstOrDefault()
            ?? $"http://*:{port}";
        foreach (var wildcard in new[] { "*", "+", "0.0.0.0", "[::]" })
        {
            address = address.Replace($"://{wildcard}", "://localhost", StringComparison.Ordinal);
        }

        return new Uri(address);
    }

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

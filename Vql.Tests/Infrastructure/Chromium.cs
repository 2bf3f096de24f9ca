using Microsoft.Playwright;

namespace Vql.Tests.Infrastructure;

/// <summary>The Chromium of this machine, controlled by Playwright.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Returns the path of the browser. Reports a missing prerequisite if there is none.</summary>
    public static string RequirePath()
    {
        var path = Array.Find(Paths, File.Exists);
        if (path is null)
        {
            Prerequisite.Missing("Chromium is not installed. Install the package chromium.");
        }

        return path!;
    }

    public static async Task<Chromium> StartAsync()
    {
        var path = RequirePath();
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] }));
    }

    /// <summary>Opens a page of 1440 by 900 pixels, unless other options are given.</summary>
    public Task<IPage> NewPageAsync(BrowserNewPageOptions? options = null) =>
        _browser.NewPageAsync(options ?? new() { ViewportSize = new() { Width = 1440, Height = 900 } });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
